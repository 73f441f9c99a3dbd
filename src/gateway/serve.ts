import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Config } from '../config/config.ts';
import { Fault } from '../model/fault.ts';
import type { Gateway } from './gateway.ts';
import { type Door, openDoor } from './door.ts';
import { type NodeHandler, nodeHandler } from './node.ts';
import { HEAD_MS, LOOK_MS } from './slow-body.ts';

export type { Gateway } from './gateway.ts';
export type { NodeHandler } from './node.ts';

/** A handler for a `node:http` server that exists already: `createServer(handler(failsoft.gateway))`. */
export function handler(gateway: Gateway): NodeHandler {
  return nodeHandler(gateway);
}

export type Listening = {
  readonly url: string;
  readonly port: number;
  /**
   * Takes no more requests, lets those under way end for `graceMs` (default: `limits.drain`), then tells them that it ends, and cuts them. Meanwhile `/readyz`
   * answers 503; the port is given back after FAREWELL_MS at the latest. As long as it is open, who has just lost a stream may come back for it.
   */
  readonly close: (graceMs?: number) => Promise<void>;
  /** Cuts every connection now. `close` then comes to its end. */
  readonly cut: () => void;
};

/** How long the port stays open for those who still have to learn that the gateway ends, ms. */
const FAREWELL_MS = 5_000;
/** How often connections without a request are looked for while the gateway ends, ms. */
const SWEEP_MS = 50;
/** Longer than load balancers keep a silent connection, so that they close it and not we. */
const KEEP_ALIVE_MS = 75_000;

/** Connections beyond the limit that get to hear why nobody answers there. */
const TURNED_AWAY_MAX = 100;

/** Starts a server of its own. Rejects with a `configuration` fault when the port is taken; see `isTaken`. */
export async function listen(gateway: Gateway, at: Pick<Config, 'listen' | 'tls'>): Promise<Listening> {
  const { host, port } = at.listen;
  const door = openDoor(gateway.live().engine.world);
  const server = createFor(at, nodeHandler(gateway, door));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  boundConnections(server, door, () => gateway.live().config.limits.connections);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new Fault('configuration', sentence(error, host, port), { cause: error })));
    server.listen(port, host, resolve);
  });
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- A listening TCP server has this kind of address.
  const bound = (server.address() as AddressInfo).port;
  const name = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host;
  let closing: Promise<void> | null = null;
  return {
    url: `${at.tls === null ? 'http' : 'https'}://${name}:${bound}`,
    port: bound,
    close: (graceMs = gateway.live().config.limits.drainMs) =>
      (closing ??= closeServer(server, door, gateway, graceMs)),
    cut: () => {
      door.shut();
      door.clear();
      setTimeout(() => server.closeAllConnections(), SWEEP_MS);
    },
  };
}

function createFor({ tls }: Pick<Config, 'tls'>, serve: NodeHandler): Server {
  const options = {
    maxHeaderSize: 64 * 1024,
    noDelay: true,
    headersTimeout: HEAD_MS,
    // Node's own is 300 s for head and body together, however fast they come. Bodies have a clock of ours (slow-body.ts).
    requestTimeout: 0,
    connectionsCheckingInterval: LOOK_MS,
  };
  if (tls === null) return createServer(options, serve);
  try {
    return createSecureServer({ ...options, cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) }, serve);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Fault('configuration', `The files of "tls" cannot be used: ${why}`, { cause: error });
  }
}

/** Connections beyond the limit are told so, as long as they are few; the others are closed as they come. */
function boundConnections(server: Server, door: Door, most: () => number): void {
  let open = 0;
  const look = (socket: Socket): void => {
    if (open > most()) door.turnAway(socket);
  };
  server.on('connection', (socket: Socket) => {
    open += 1;
    socket.once('close', () => (open -= 1));
    server.maxConnections = most() + TURNED_AWAY_MAX;
    look(socket);
  });
  // What is asked comes on another socket there, after the handshake.
  server.on('secureConnection', look);
}

function sentence(error: Error, host: string, port: number): string {
  const code = 'code' in error ? String(error.code) : error.message;
  return code === 'EADDRINUSE' ? `Port ${port} on ${host} is taken` : `Cannot listen on ${host}:${port} (${code})`;
}

/** Did listening fail because another process has the port? */
export function isTaken(error: unknown): boolean {
  const cause = error instanceof Fault ? error.cause : error;
  return cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
}

async function closeServer(server: Server, door: Door, { streams }: Gateway, graceMs: number): Promise<void> {
  door.shut();
  const { promise: empty, resolve } = Promise.withResolvers<void>();
  const startMs = performance.now();
  let state: 'listening' | 'closing' | 'closed' = 'listening';
  let isCleared = false;
  const step = (): void => {
    const tookMs = performance.now() - startMs;
    // Nobody finds back through a closed door.
    const isEmpty = door.count() === 0 && !(state === 'listening' && tookMs < graceMs && streams.isAnyMissed());
    if (state === 'listening' && (isEmpty || tookMs >= Math.min(FAREWELL_MS, graceMs))) {
      state = 'closing';
      server.close(() => {
        state = 'closed';
        setImmediate(step);
      });
    }
    // A request is over a little later than its connection, and what it came to is still to be written down.
    if (state === 'closed' && isEmpty) resolve();
    // One that is kept alive has no request most of the time, and would hold everything up for as long as it is.
    if (!isEmpty && tookMs < graceMs) server.closeIdleConnections();
    else if (isCleared) server.closeAllConnections();
    else {
      // What they are told now goes out before their connections are closed.
      isCleared = true;
      door.clear();
    }
  };
  const steps = setInterval(step, SWEEP_MS);
  step();
  await empty;
  clearInterval(steps);
}
