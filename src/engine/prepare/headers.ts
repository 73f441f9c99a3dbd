import type { Headers, Protocol } from '../../protocols/protocol.ts';
import type { Asked } from '../asked.ts';
import type { Access } from '../engine.ts';
import type { Pass } from '../vault.ts';

export type HeaderOptions = {
  readonly access: Access;
  readonly pass: Pass;
  /** Does the provider speak the caller's dialect? Then the headers that belong to it are passed on. */
  readonly same: boolean;
  readonly instance: string;
  /** The headers of the dialect, where the provider wants others than the caller sent. */
  readonly dialect?: Headers;
};

/** The headers of a request to a provider, names and values in turn. */
export function headersFor(asked: Asked, options: HeaderOptions): readonly string[] {
  const { pass, access, same } = options;
  const { protocol } = access;
  const headers = ['content-type', 'application/json', 'accept-encoding', 'identity'];
  headers.push('accept', asked.scan.stream && protocol.framing === 'sse' ? 'text/event-stream' : 'application/json');
  headers.push('user-agent', (same ? asked.headers['user-agent'] : undefined) ?? 'failsoft');
  if (pass.header !== null) headers.push(...pass.header);
  const dialect = options.dialect ?? dialectHeaders(asked, options);
  for (const name in dialect) {
    const value = dialect[name];
    if (value !== undefined) headers.push(name, value);
  }
  if (access.mayLoop) headers.push('via', viaOf(asked, options.instance));
  return headers;
}

/** The headers that belong to the provider's dialect: the caller's own where it speaks that, and what nobody may leave out. */
export function dialectHeaders(asked: Asked, { access, same }: Pick<HeaderOptions, 'access' | 'same'>): Headers {
  const { requestHeaders, defaultHeaders } = access.protocol;
  if (!same) return defaultHeaders;
  const headers: Record<string, string> = { ...defaultHeaders };
  for (const name in asked.headers) {
    const value = asked.headers[name];
    if (value !== undefined && isNamed(requestHeaders, name)) headers[name] = value;
  }
  return headers;
}

const NAMED = new WeakMap<readonly string[], Map<string, boolean>>();
const NAMED_MAX = 500;

/** A name in a list of header names, or of beginnings that end in `-`. Remembered: clients send the same ones all the time. */
export function isNamed(names: Protocol['requestHeaders'], name: string): boolean {
  let known = NAMED.get(names);
  if (known === undefined) NAMED.set(names, (known = new Map<string, boolean>()));
  const before = known.get(name);
  if (before !== undefined) return before;
  const named = names.some((one) => (one.endsWith('-') ? name.startsWith(one) : name === one));
  if (known.size < NAMED_MAX) known.set(name, named);
  return named;
}

function viaOf(asked: Asked, instance: string): string {
  const before = asked.headers['via'];
  return before === undefined ? `1.1 ${instance}` : `${before}, 1.1 ${instance}`;
}
