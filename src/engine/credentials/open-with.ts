import { Secret } from '../../model/secret.ts';
import { type Credentials, secretsOf } from '../../providers/account.ts';
import type { Cancel, Exchange, WireHandlers, World } from '../../world/world.ts';
import { signV4 } from './sigv4.ts';
import { type TokenOutcome, type TokenSource, tokenSource } from './token-source.ts';

/**
 * Opens exchanges as `world.open` does, with what the credentials add: a signature, or a token that is fetched first when there is
 * none. When no token is to be had, the exchange fails as if the provider itself had said so: with a refusal (401) when it is
 * the credentials, else with the status of a provider that is not well, so that the next rung is asked. The time to get a token
 * is part of the time to connect.
 */
export function openWith(
  world: Pick<World, 'open' | 'after' | 'nowMs' | 'wallMs'>,
  credentials: Credentials,
): World['open'] {
  for (const other of secretsOf(credentials)) if (other !== credentials.secret) credentials.secret.hideAlso(other);
  if (credentials.kind === 'aws') return (request, on) => world.open(signV4(request, credentials, world.wallMs()), on);
  const source = tokenSource(world, credentials);
  let hidden = '';
  return (request, on) => {
    const open = (token: string, watched: WireHandlers): Exchange => {
      // Providers repeat tokens as they repeat keys.
      if (token !== hidden) credentials.secret.hideAlso(new Secret(token));
      hidden = token;
      return world.open({ ...request, headers: [...request.headers, 'authorization', `Bearer ${token}`] }, watched);
    };
    const token = source.current();
    return token === null
      ? openLater(source, open, on)
      : open(
          token,
          watching(source, on, () => {}),
        );
  };
}

type Open = (token: string, on: WireHandlers) => Exchange;

function openLater(source: TokenSource, open: Open, on: WireHandlers): Exchange {
  let inner: Exchange | null = null;
  let paused = false;
  let over = false;
  const cancel: Cancel = source.wait((outcome) => {
    if (outcome.kind !== 'token') return fail(outcome, on, () => over);
    const watched = watching(source, on, () => {
      // What was asked for while there was no connection yet.
      if (paused) inner?.pause();
    });
    inner = open(outcome.value, watched);
  });
  return {
    pause: () => {
      paused = true;
      inner?.pause();
    },
    resume: () => {
      paused = false;
      inner?.resume();
    },
    abort: () => {
      over = true;
      cancel();
      inner?.abort();
    },
  };
}

/** A token that the provider refuses is fetched anew next time. */
function watching(source: TokenSource, on: WireHandlers, sent: () => void): WireHandlers {
  return {
    ...on,
    sent: () => {
      sent();
      on.sent();
    },
    head: (status, headers) => {
      if (status === 401) source.forget();
      on.head(status, headers);
    },
  };
}

/** Errors as both Anthropic and OpenAI write them. */
function fail(
  outcome: Exclude<TokenOutcome, { readonly kind: 'token' }>,
  on: WireHandlers,
  isOver: () => boolean,
): void {
  if (outcome.kind === 'broke') return on.broke(outcome.code, outcome.message);
  const status = outcome.kind === 'refused' ? 401 : outcome.status;
  const type = TYPES[status] ?? 'api_error';
  const body = JSON.stringify({ type: 'error', error: { type, code: status, message: outcome.message } });
  on.sent();
  if (isOver()) return;
  on.head(status, { 'content-type': 'application/json' });
  if (isOver()) return;
  on.bytes(Buffer.from(body));
  if (!isOver()) on.end();
}

const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  429: 'rate_limit_error',
  504: 'timeout_error',
};
