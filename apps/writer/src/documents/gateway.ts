import { type Settable, settable } from '../app/observable.ts';
import { bytesIn, textFrom } from './base64.ts';

/** A document as the gateway lists it. */
export type Listed = {
  readonly id: string;
  readonly title: string;
  readonly folder: string;
  readonly path: string;
  readonly changedAtMs: number;
  readonly bytes: number;
  readonly trashedAtMs: number | null;
};

export type Listing = {
  /** The whole path of the folder. */
  readonly folder: string;
  readonly unwritable: string | null;
  readonly documents: readonly Listed[];
  readonly folders: readonly string[];
  /** The model to ask for; null: this gateway has none. */
  readonly model: string | null;
};

export type Remote = {
  readonly through: number;
  readonly state: Uint8Array | null;
  readonly changes: readonly { readonly number: number; readonly bytes: Uint8Array }[];
  /** What another program has written into the file; null: nothing. */
  readonly outside: string | null;
};

export type Saved =
  | { readonly kind: 'saved'; readonly path: string; readonly atMs: number; readonly keptOutside: boolean }
  | { readonly kind: 'stale' };

export const REASONS = ['work', 'ai', 'export', 'restore', 'import', 'outside'] as const;

export type Version = {
  readonly id: number;
  readonly reason: (typeof REASONS)[number];
  readonly note: string;
  readonly words: number;
};

export type NewVersion = Omit<Version, 'id'> & { readonly markdown: string; readonly state: Uint8Array };

/** `away`: it does not answer. `missing`: there is no such document. `refused`: it says no, in words for people. */
export class GatewayTrouble extends Error {
  readonly kind: 'away' | 'missing' | 'refused';
  readonly status: number;

  constructor(kind: 'away' | 'missing' | 'refused', message: string, status = 0) {
    super(message);
    this.name = 'GatewayTrouble';
    this.kind = kind;
    this.status = status;
  }
}

export function isAway(error: unknown): boolean {
  return error instanceof GatewayTrouble && error.kind === 'away';
}

export type Gateway = ReturnType<typeof openGateway>;

/** Longer than any answer about documents takes, ms. */
const PATIENCE_MS = 20_000;

/** The documents as the gateway has them. All reject with GatewayTrouble. */
export function openGateway(key: Settable<string>, tab: string) {
  const call = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    let answer: Response;
    try {
      answer = await fetch(`/writer/api/${path}`, {
        method,
        headers: { ...headersFor(key), ...(method !== 'GET' && { 'content-type': 'application/json' }) },
        ...(method !== 'GET' && { body: JSON.stringify({ by: tab, ...body }) }),
        cache: 'no-store',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
    } catch (error) {
      throw new GatewayTrouble('away', `The gateway does not answer (${String(error)})`);
    }
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- Every member of it is looked at.
    const said = (await answer.json().catch(() => null)) as Record<string, unknown> | null;
    if (answer.ok && said !== null) return said;
    const words = messageIn(said) || `The gateway answered with status ${answer.status}`;
    // Something in front of a gateway that is gone answers, too.
    if (said === null || answer.status === 502 || answer.status === 504) throw new GatewayTrouble('away', words);
    throw new GatewayTrouble(answer.status === 404 ? 'missing' : 'refused', words, answer.status);
  };
  return {
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- It is the gateway's own answer.
    list: async () => (await call('GET', 'documents')) as unknown as Listing,
    open: async (id: string): Promise<Remote> => {
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- As above.
      const said = (await call('GET', at(id))) as unknown as Sent;
      return {
        through: said.through,
        outside: said.outside,
        state: said.state === null ? null : bytesIn(said.state),
        changes: said.updates.map(({ number, data }) => ({ number, bytes: bytesIn(data) })),
      };
    },
    put: async (id: string, title: string, folder: string) => call('PUT', at(id), { title, folder }),
    trash: async (id: string) => call('DELETE', at(id)),
    restore: async (id: string) => call('POST', at(id, '/restore')),
    remove: async (id: string) => call('DELETE', at(id, '/forever')),
    update: async (id: string, change: Uint8Array) =>
      Number((await call('POST', at(id, '/updates'), { data: textFrom(change) }))['number']),
    save: async (id: string, markdown: string, state: Uint8Array, through: number) =>
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- As above.
      (await call('PUT', at(id, '/save'), { markdown, state: textFrom(state), through })) as unknown as Saved,
    versions: async (id: string) =>
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- As above.
      (await call('GET', at(id, '/versions')))['versions'] as readonly Version[],
    version: async (id: string, version: number) => {
      const { markdown, state } = await call('GET', at(id, `/versions/${version}`));
      return { markdown: String(markdown), state: typeof state === 'string' ? bytesIn(state) : null };
    },
    keep: async (id: string, { state, ...version }: NewVersion) =>
      call('POST', at(id, '/versions'), { ...version, state: textFrom(state) }),
    search: async (words: string) =>
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- As above.
      (await call('GET', `search?q=${encodeURIComponent(words)}`))['hits'] as readonly {
        readonly id: string;
        readonly excerpt: string;
      }[],
  };
}

function at(id: string, rest = ''): string {
  return `documents/${encodeURIComponent(id)}${rest}`;
}

type Sent = {
  readonly through: number;
  readonly outside: string | null;
  readonly state: string | null;
  readonly updates: readonly { readonly number: number; readonly data: string }[];
};

function messageIn(said: Record<string, unknown> | null): string {
  const error = said?.['error'];
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
}

export function headersFor({ get }: Settable<string>): Record<string, string> {
  return get() === '' ? {} : { 'x-failsoft-key': get() };
}

const KEY = 'failsoft-key';

/** Where a key is kept that this browser needs: only for a gateway on another machine. */
export function keptKey(): Settable<string> {
  const key = settable(readKept());
  // Another tab of this browser was given one.
  addEventListener('storage', (event) => event.key === KEY && key.set(event.newValue ?? ''));
  key.subscribe(() => {
    try {
      localStorage.setItem(KEY, key.get());
    } catch {
      // Then it is asked for again.
    }
  });
  return key;
}

function readKept(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}
