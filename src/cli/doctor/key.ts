import { listAt, textAt, type Json } from '../../model/json.ts';
import { redact } from '../../model/secret.ts';
import { PROVIDER_PROTOCOLS } from '../../protocols/index.ts';
import type { World } from '../../world/world.ts';
import type { Check } from './checks.ts';
import { type Outcome, verdictOf } from './verdict.ts';

/** What a free look at the list of models tells of a key. `unproved` is no yes. */
export type KeyLook = {
  readonly kind: 'accepted' | 'refused' | 'unproved';
  readonly outcome: Outcome;
  /** The models that it lists; empty when it lists none. */
  readonly models: readonly string[];
  /** How far the clock here is from the provider's, ms. */
  readonly skewMs: number;
};

const LOOK_MS = 8_000;
const BODY_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Asks for the list of models with the key and, when that works, without it: where anybody gets the list, it proves
 * nothing about the key.
 */
export async function lookAtKey(world: World, check: Check): Promise<KeyLook> {
  const { account, secret } = check;
  const protocol = PROVIDER_PROTOCOLS[account.provider.protocol];
  // Signatures and tokens are made for what is really asked.
  const isCloud = account.keys.kind === 'cloud';
  const answer = isCloud ? null : await get(world, check, secret !== null);
  const look = (kind: KeyLook['kind'], outcome: Outcome): KeyLook => ({
    kind,
    outcome,
    models: answer === null ? [] : modelsIn(answer.body),
    skewMs: answer === null ? 0 : skewOf(world, answer.headers),
  });
  if (isCloud) return look('unproved', unproved('its credentials show in a question only'));
  if (answer === null) return look('unproved', unproved('the list of models did not come in time'));
  if (answer.status >= 200 && answer.status < 300) {
    if (secret === null) return look('unproved', unproved('it needs no key'));
    const open = await get(world, check, false);
    if (open !== null && [401, 403].includes(open.status)) return look('accepted', unproved('the key is accepted'));
    return look('unproved', unproved('it lists its models for anybody, so that says nothing about the key'));
  }
  const fault = protocol.parseError(answer.status, answer.headers, answer.body);
  const verdict = verdictOf(fault);
  const detail = redact(fault.message, secret === null ? [] : [secret]);
  if (verdict === 'invalid_key' || verdict === 'region_blocked') return look('refused', { verdict, detail, fix: '' });
  return look('unproved', unproved(`its list of models answers ${answer.status}`));
}

function unproved(detail: string): Outcome {
  return { verdict: 'not_verifiable', detail, fix: '' };
}

type Got = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Json };

/** Null when it cannot be reached or takes too long. */
async function get(world: World, { account, secret }: Check, withKey: boolean): Promise<Got | null> {
  const { provider } = account;
  const { origin, pathname } = new URL(provider.baseUrl);
  const { header, prefix } = provider.auth ?? { header: 'authorization', prefix: 'Bearer ' };
  const headers = [
    'accept',
    'application/json',
    'accept-encoding',
    'identity',
    'user-agent',
    'failsoft',
    ...Object.entries(PROVIDER_PROTOCOLS[provider.protocol].defaultHeaders).flat(),
    ...(withKey && secret !== null ? [header, prefix + secret.reveal()] : []),
  ];
  const path = pathname.replace(/\/$/, '') + (provider.protocol === 'ollama' ? '/api/tags' : '/models');
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    let head: Pick<Got, 'status' | 'headers'> | null = null;
    const finish = (): void => {
      cancel();
      resolve(head === null ? null : { ...head, body: jsonOf(chunks) });
    };
    const exchange = world.open(
      { method: 'GET', origin, path, headers, body: null },
      {
        sent: () => {},
        head: (status, got) => (head = { status, headers: got }),
        bytes: (chunk) => {
          length += chunk.length;
          if (length <= BODY_BYTES_MAX) chunks.push(chunk);
        },
        end: finish,
        broke: finish,
      },
    );
    const cancel = world.after(LOOK_MS, () => {
      exchange.abort();
      resolve(null);
    });
  });
}

function jsonOf(chunks: readonly Uint8Array[]): Json {
  try {
    const json: Json = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return json;
  } catch {
    // A web page, or half a list.
    return null;
  }
}

/** `data` with ids, as most have it, or `models` with names. */
function modelsIn(body: Json): readonly string[] {
  const ids = listAt(body, 'data').map((model) => textAt(model, 'id'));
  const names = listAt(body, 'models').map((model) => textAt(model, 'name').replace(/^models\//, ''));
  return [...ids, ...names].filter((id) => id !== '');
}

function skewOf(world: World, headers: Readonly<Record<string, string>>): number {
  const theirs = Date.parse(headers['date'] ?? '');
  return Number.isNaN(theirs) ? 0 : world.wallMs() - theirs;
}
