import type { Json } from '../../model/json.ts';
import type { Cancel, World } from '../../world/world.ts';
import { readToken, type TokenAnswer, type TokenCredentials, tokenRequest } from './token-request.ts';

/** What somebody gets who waits for a token. `broke`: there was no answer, with the code that the connection broke with. */
export type TokenOutcome = TokenAnswer | { readonly kind: 'broke'; readonly code: string; readonly message: string };

/** The token of one account, fetched when it is needed, and anew before it ends. */
export type TokenSource = {
  /** The token, when one is at hand. One that ends soon is still given, while the next is being fetched. */
  readonly current: () => string | null;
  /** Waits for a token. `take` is called once and never before this returns; not at all after the cancel. */
  readonly wait: (take: (outcome: TokenOutcome) => void) => Cancel;
  /** The token was refused by whom it was for. */
  readonly forget: () => void;
};

/** How long before its end a token is replaced, ms; of a short-lived one a quarter of its life. */
const AHEAD_MS = 300_000;
/** So shortly before its end it is not sent any more, because it might end on the way; of a short-lived one an eighth of its life. */
const LAST_MS = 10_000;
/** How long a token server may take, ms. */
const TOKEN_MS = 10_000;
/** After a failure, while the old token is still good, the next try comes no sooner, ms. */
const AGAIN_MS = 30_000;
const TOKEN_BYTES_MAX = 64 * 1024;

type TokenWorld = Pick<World, 'open' | 'after' | 'nowMs' | 'wallMs'>;

/** Fetches go through `world.open`, one at a time however many wait for it. */
export function tokenSource(world: TokenWorld, credentials: TokenCredentials): TokenSource {
  let token: { readonly value: string; readonly lastMs: number; readonly renewMs: number } | null = null;
  /** What is asked with: the newest that the server has given, as long as it takes that. */
  let latest = credentials;
  let fetching = false;
  let notBeforeMs = 0;
  const waiting = new Set<(outcome: TokenOutcome) => void>();

  const done = (outcome: TokenOutcome): void => {
    fetching = false;
    const nowMs = world.nowMs();
    if (outcome.kind === 'token') {
      const { value, lifetimeMs } = outcome;
      const endMs = nowMs + lifetimeMs;
      const lastMs = endMs - Math.min(LAST_MS, lifetimeMs / 8);
      token = { value, lastMs, renewMs: endMs - Math.min(AHEAD_MS, lifetimeMs / 4) };
      latest = outcome.next ?? latest;
    } else notBeforeMs = nowMs + AGAIN_MS;
    if (outcome.kind === 'refused') latest = credentials;
    const takers = [...waiting];
    waiting.clear();
    for (const take of takers) take(outcome);
  };
  const refresh = (): void => {
    if (fetching) return;
    fetching = true;
    fetchToken(world, latest, done);
  };

  return {
    current: () => {
      const nowMs = world.nowMs();
      if (token === null || nowMs >= token.lastMs) return null;
      if (nowMs >= Math.max(token.renewMs, notBeforeMs)) refresh();
      return token.value;
    },
    wait: (take) => {
      waiting.add(take);
      refresh();
      return () => void waiting.delete(take);
    },
    forget: () => (token = null),
  };
}

/** `done` is called once, and not before this returns. */
function fetchToken(world: TokenWorld, credentials: TokenCredentials, done: (outcome: TokenOutcome) => void): void {
  const request = tokenRequest(credentials, world.wallMs());
  if (request === null) {
    const message = 'The private key of the service account cannot be read; it has to be an RSA key as PEM';
    world.after(0, () => done({ kind: 'refused', message }));
    return;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  let status = 0;
  let over = false;
  const finish = (outcome: TokenOutcome): void => {
    if (over) return;
    over = true;
    giveUp();
    done(outcome);
  };
  const exchange = world.open(request, {
    sent: () => {},
    head: (said) => (status = said),
    bytes: (chunk) => {
      length += chunk.length;
      if (length <= TOKEN_BYTES_MAX) chunks.push(chunk);
    },
    end: () => finish(readToken(credentials, status, length > TOKEN_BYTES_MAX ? null : jsonOf(chunks))),
    broke: (code, message) => finish({ kind: 'broke', code, message }),
  });
  const giveUp = world.after(TOKEN_MS, () => {
    if (over) return;
    exchange.abort();
    finish({ kind: 'failed', status: 504, message: `No token came within ${TOKEN_MS / 1_000} s` });
  });
}

function jsonOf(chunks: readonly Uint8Array[]): Json {
  try {
    const json: Json = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return json;
  } catch {
    // A web page of something in between.
    return null;
  }
}
