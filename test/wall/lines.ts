import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createSecureServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FaultRow } from '../../src/drill/sandbox/faults.ts';
import { refusedPort } from '../../src/drill/sandbox/sandbox.ts';
import { type Answer, answerNames } from './names.ts';

/** What goes wrong on the way to a provider, before there is a word of HTTP. */
// oxfmt-ignore
export const LINES = {
  'name-unknown':        { expects: 'unreachable', summary: 'The name of the provider is not known.' },
  'name-server-busy':    { expects: 'unreachable', summary: 'The name server says to try again.' },
  'name-leads-astray':   { expects: 'unreachable', summary: 'The name leads to where clouds tell their machines secrets.' },
  'name-server-slow':    { expects: 'legal',       summary: 'The name server takes its time.' },
  'first-address-refuses':     { expects: 'legal', summary: 'The name has two addresses, and at the first, of IPv6, nobody listens.' },
  'first-address-unreachable': { expects: 'legal', summary: 'The name has two addresses, and there is no way to the first, of IPv6.' },
  refused:               { expects: 'unreachable', summary: 'Nobody listens.' },
  'black-hole':          { expects: 'timeout',     summary: 'Nobody takes the connection, and nobody refuses it.' },
  'handshake-hang':      { expects: 'timeout',     summary: 'The connection is taken, and then nobody speaks TLS.' },
  'certificate-expired': { expects: 'unreachable', summary: 'The certificate is over.' },
  'certificate-of-another': { expects: 'unreachable', summary: 'The certificate is for another name.' },
  'certificate-unknown': { expects: 'unreachable', summary: 'Nobody who is trusted has signed the certificate.' },
  'http2-only':          { expects: 'unreachable', summary: 'The provider speaks HTTP/2 and nothing else.' },
} as const satisfies Readonly<Record<string, Pick<FaultRow, 'expects' | 'summary'>>>;

export type LineName = keyof typeof LINES;
export const LINE_NAMES: readonly LineName[] = Object.keys(LINES).filter(isLine);

export function isLine(name: string): name is LineName {
  return Object.hasOwn(LINES, name);
}

export type Lines = {
  /** Where a provider is, from the gateway's side. Every `place` has a domain of its own, so that nobody is held for another. */
  readonly originOf: (line: LineName, place: number) => string;
  /** Where a provider is that can be reached and is on another machine, as far as a gateway can tell. */
  readonly distant: (name: string) => string;
  readonly close: () => Promise<void>;
};

const fileOf = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));
const pem = (name: string): string => readFileSync(fileOf(name), 'utf8');
/** Certificates that the gateway of the wall trusts: their authority, and one that was good once. */
export const TRUSTED: readonly string[] = ['ca', 'expired'].map(fileOf);
/** How slow a slow name server is, ms: within the time that a connection may take. */
const SLOW_MS = 400;
const HERE = '127.0.0.1';
/** An address of many, to which no TCP connection can be made: the system says so at once, and nothing leaves the machine. */
const NO_WAY = 'ff02::1';

/** Lays lines to a sandbox that listens at this port of 127.0.0.1. */
export async function layLines(sandboxPort: number): Promise<Lines> {
  const keyed = { key: pem('key') };
  const through = (socket: Socket): void => {
    const onward = connect(sandboxPort, HERE);
    socket.pipe(onward).pipe(socket);
    for (const one of [socket, onward]) one.on('error', () => void (socket.destroy(), onward.destroy()));
  };
  const hole = await blackHole();
  const servers = {
    mute: createServer(),
    expired: createSecureServer({ ...keyed, cert: pem('expired') }, through),
    another: createSecureServer({ ...keyed, cert: pem('cert') }, through),
    stranger: createSecureServer({ ...keyed, cert: pem('stranger') }, through),
    http2: createHttp2Server({ ...keyed, cert: pem('cert') }),
  };
  const ends = await Promise.all(Object.values(servers).map(opened));
  const at = (server: Server): number => portOf(server);
  const nobody = await refusedPort();
  const stop = answerNames(nameServer);
  // oxfmt-ignore
  const origins: Readonly<Record<LineName, (place: number) => string>> = {
    'name-unknown': (place) => `http://unknown.wall-${place}.test:${sandboxPort}`,
    'name-server-busy': (place) => `http://busy.wall-${place}.test:${sandboxPort}`,
    'name-leads-astray': (place) => `http://astray.wall-${place}.test:${sandboxPort}`,
    'name-server-slow': (place) => `http://slow.wall-${place}.test:${sandboxPort}`,
    'first-address-refuses': (place) => `http://refusing.wall-${place}.test:${sandboxPort}`,
    'first-address-unreachable': (place) => `http://unreachable.wall-${place}.test:${sandboxPort}`,
    refused: () => `http://${HERE}:${nobody}`,
    'black-hole': () => `http://${HERE}:${hole.port}`,
    'handshake-hang': () => `https://${HERE}:${at(servers.mute)}`,
    'certificate-expired': () => `https://expired.wall.test:${at(servers.expired)}`,
    'certificate-of-another': () => `https://another.wall.test:${at(servers.another)}`,
    'certificate-unknown': () => `https://stranger.wall.test:${at(servers.stranger)}`,
    'http2-only': () => `https://${HERE}:${at(servers.http2)}`,
  };
  return {
    originOf: (line, place) => origins[line](place),
    distant: (name) => `http://well.${name}.test:${sandboxPort}`,
    close: async () => {
      stop();
      await Promise.all([hole.close(), ...ends.map(async (end) => end())]);
    },
  };
}

function nameServer(name: string): Answer | null {
  const [, kind] = /^(\w+)\.[\w-]+\.test$/.exec(name) ?? [];
  switch (kind) {
    case undefined:
      return null;
    case 'unknown':
      return { code: 'ENOTFOUND' };
    case 'busy':
      return { code: 'EAI_AGAIN' };
    case 'astray':
      return { addresses: ['169.254.169.254'], afterMs: 0 };
    case 'slow':
      return { addresses: [HERE], afterMs: SLOW_MS };
    case 'refusing':
      return { addresses: ['::1', HERE], afterMs: 0 };
    case 'unreachable':
      return { addresses: [NO_WAY, HERE], afterMs: 0 };
    default:
      return { addresses: [HERE], afterMs: 0 };
  }
}

/** Lets a server listen. Returns how to end it and all that it holds. */
async function opened(server: Server): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {});
  server.listen(0, HERE);
  await once(server, 'listening');
  return async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
}

function portOf(server: Server): number {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- It listens at a port.
  return (server.address() as AddressInfo).port;
}

/** A thread that listens and then does nothing any more, so that the few places of its queue stay taken. */
const SLEEPER = `
  const { parentPort } = require('node:worker_threads');
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '${HERE}', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });
`;
/** When a connection that is not made by then never will be, ms. */
const NEVER_MS = 300;
/** Where the queue is longer than this whatever was asked for, the connection is taken and never read: as silent, and as well. */
const QUEUE_MAX = 64;

/** A port at which the system neither makes connections nor refuses them, because nobody takes those that wait already. */
async function blackHole(): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const worker = new Worker(SLEEPER, { eval: true });
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  const waiting: Socket[] = [];
  for (let made = true; made && waiting.length < QUEUE_MAX;) {
    const socket = connect(port, HERE);
    waiting.push(socket);
    // eslint-disable-next-line no-await-in-loop -- One by one, until one waits.
    made = await Promise.race([
      new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true))),
      new Promise<boolean>((resolve) => setTimeout(resolve, NEVER_MS, false)),
    ]);
  }
  return {
    port,
    close: async () => {
      for (const socket of waiting) socket.destroy();
      await worker.terminate();
    },
  };
}
