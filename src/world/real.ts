import { rootCertificates } from 'node:tls';
import { EnvHttpProxyAgent, Pool, type Dispatcher } from 'undici';
import { guardedLookup, type Names } from './addresses.ts';
import { timerWheel } from './wheel.ts';
import type { Exchange, WireHandlers, WireHeaders, WireRequest, World } from './world.ts';

/** How the network is reached. */
export type Network = {
  /** Proxy for https and for http providers; null goes directly. Loopback never goes through it. */
  readonly httpsProxy: string | null;
  readonly httpProxy: string | null;
  readonly noProxy: string;
  /** Certificates, PEM, trusted besides the built-in ones. */
  readonly extraCa: readonly string[];
};

export const DIRECT: Network = { httpsProxy: null, httpProxy: null, noProxy: '', extraCa: [] };

const LOOPBACK = 'localhost,127.0.0.1,::1,[::1]';

/** The real thing: the machine's clock, chance, and `undici` with pooled keep-alive connections. */
export function realWorld(network: Network = DIRECT, names: Names = {}): World {
  const ways = connect(network, names);
  const nowMs = clock();
  const wheel = timerWheel(nowMs);
  return {
    nowMs,
    wallMs: () => Date.now(),
    after: wheel.after,
    random: chance(),
    open: (request, on) => open(ways, request, on),
    close: async () => {
      wheel.close();
      await ways.destroy();
    },
  };
}

/**
 * What happens in one turn of the event loop happens at one time, as in the simulated world. A request asks for it some 25 times in four or
 * five turns, and each look at the system's clock would cost more than what is done with it.
 */
function clock(): () => number {
  let turnMs: number | null = null;
  const forget = (): void => void (turnMs = null);
  return () => {
    if (turnMs !== null) return turnMs;
    void OVER.then(forget);
    return (turnMs = performance.now());
  };
}

const OVER = Promise.resolve();

/** Numbers drawn at once: for one alone, the way to the system would cost more than the number. */
const DRAWN = 1_024;

/** Chance that nobody can foretell from what came before: ids that open something are made of it. */
function chance(): () => number {
  const drawn = new Uint32Array(DRAWN);
  let at = DRAWN;
  return () => {
    if (at === DRAWN) {
      crypto.getRandomValues(drawn);
      at = 0;
    }
    at += 1;
    return (drawn[at - 1] ?? 0) / 2 ** 32;
  };
}

function connect(network: Network, names: Names): Ways {
  const trusted = network.extraCa.length > 0 ? { ca: [...rootCertificates, ...network.extraCa] } : {};
  const options = {
    // Our own clocks decide about every phase (engine/call/call.ts); undici's would cut long answers at 300 s.
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: 15_000,
    maxHeaderSize: 64 * 1024,
    // Node gives up on an address after 250 ms by default, which makes far hosts unreachable (nodejs/node#54359).
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: 1_000,
    connect: { timeout: 30_000, lookup: guardedLookup(names), ...trusted },
  };
  if (network.httpProxy === null && network.httpsProxy === null) return poolFor(options);
  return new EnvHttpProxyAgent({
    ...options,
    // Behind a proxy, the handshakes with it and with the provider are its own and know nothing of `connect`.
    requestTls: trusted,
    proxyTls: trusted,
    httpProxy: network.httpProxy ?? '',
    httpsProxy: network.httpsProxy ?? network.httpProxy ?? '',
    noProxy: network.noProxy === '' ? LOOPBACK : `${LOOPBACK},${network.noProxy}`,
  });
}

/** Connections to wherever a request goes. */
type Ways = Pick<Dispatcher, 'dispatch'> & { readonly destroy: () => Promise<void> };

/**
 * One pool for each origin, of which there are as many as the configuration names. Undici's own `Agent` forgets those that nobody asks any
 * more, and costs each request a microsecond or two.
 */
function poolFor(options: Pool.Options): Ways {
  const pools = new Map<string, Pool>();
  return {
    dispatch: (request, handler) => {
      const origin = String(request.origin);
      let pool = pools.get(origin);
      if (pool === undefined) pools.set(origin, (pool = new Pool(origin, options)));
      return pool.dispatch(request, handler);
    },
    destroy: async () => {
      await Promise.all([...pools.values()].map(async (pool) => pool.destroy()));
    },
  };
}

const ABORTED = new Error('aborted');

function open(ways: Ways, request: WireRequest, on: WireHandlers): Exchange {
  let controller: Dispatcher.DispatchController | null = null;
  let over = false;
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (started) => {
      controller = started;
      if (over) started.abort(ABORTED);
      else on.sent();
    },
    onResponseStart: (_, status, headers) => {
      // 1xx answers are no answer yet.
      if (!over && status >= 200) on.head(status, flatten(headers));
    },
    onResponseData: (_, chunk) => {
      if (!over) on.bytes(chunk);
    },
    onResponseEnd: () => {
      if (over) return;
      over = true;
      on.end();
    },
    onResponseError: (_, error) => {
      if (over) return;
      over = true;
      on.broke(codeOf(error), error.message);
    },
  };
  try {
    ways.dispatch(
      {
        origin: request.origin,
        path: request.path,
        method: toMethod(request.method),
        headers: [...request.headers],
        body: request.body === null ? null : asBuffer(request.body),
      },
      handler,
    );
  } catch (error) {
    // undici throws for what it will not send, such as a control character in a header.
    queueMicrotask(() => {
      if (over) return;
      over = true;
      on.broke('EINVAL', error instanceof Error ? error.message : 'The request cannot be sent');
    });
  }
  return {
    pause: () => controller?.pause(),
    resume: () => controller?.resume(),
    abort: () => {
      if (over) return;
      over = true;
      controller?.abort(ABORTED);
    },
  };
}

const METHODS: readonly Dispatcher.HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'];

function toMethod(method: string): Dispatcher.HttpMethod {
  const known = METHODS.find((name) => name === method);
  if (known === undefined) throw new Error(`Method ${method} is not supported`);
  return known;
}

/** Copied only when a header came several times, which is rare. */
function flatten(headers: NodeJS.Dict<string | string[]>): WireHeaders {
  let plain = true;
  for (const name in headers) if (typeof headers[name] !== 'string') plain = false;
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- It was just looked at.
  if (plain) return headers as WireHeaders;
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}

/** What undici names in ways of its own, as the system or the HTTP parser would. */
const CODES: Readonly<Record<string, string>> = { UND_ERR_INVALID_ARG: 'EINVAL', HTTPParserError: 'HPE_INVALID' };

/** The system's code where there is one; a failed TLS handshake or a closed socket hides it in the cause. */
function codeOf(error: Error): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const inner = first instanceof Error && first.cause instanceof Error ? first.cause : first;
  for (const candidate of [inner, first]) {
    if (candidate instanceof Error && 'code' in candidate && typeof candidate.code === 'string') {
      return CODES[candidate.code] ?? candidate.code;
    }
  }
  return CODES[error.name] ?? error.name;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
