import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Running, Sink } from '../engine/asked.ts';
import { Fault } from '../model/fault.ts';
import type { Cancel, WireHeaders } from '../world/world.ts';
import { ComingBody, type Hall } from './coming-body.ts';
import { type Door, openDoor } from './door.ts';
import type { Gateway } from './gateway.ts';
import { admit, type Admitted, handle, type Incoming, refuse } from './handle.ts';
import { watchBodies } from './slow-body.ts';
import { cut, watchReaders } from './slow-reader.ts';
import { AVAILABILITY } from './availability/answer.ts';
import { isWatchPath } from './status-page/answer.ts';
import { isWriterLine } from './writer/answer.ts';

/** Serves one request of a `node:http` server. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** A reset takes back what the client has not read yet: this long it has for the last words, ms. */
const LAST_WORDS_MS = 200;

/** A request that is refused before its body was read may send this much more, so that the client gets to read the answer. */
const DISCARDED_BYTES_MAX = 1024 * 1024;

/** Between `node:http` and the gateway: reads the body within its limit, and turns connections into sinks. */
export function nodeHandler(gateway: Gateway, door: Door = openDoor(gateway.live().engine.world)): NodeHandler {
  const watch = watchBodies(gateway.live().engine.world);
  const watchReader = watchReaders(gateway.live().engine.world);
  const hall: Hall = { bytes: 0 };
  return (request, response) => {
    watchReader(request.socket);
    const live = gateway.live();
    const { bodyBytes, concurrency } = live.config.limits;
    const start = readStart(request);
    let body: ComingBody | null = null;
    let running: Running | null = null;
    let over = false;
    let givePlaceBack: Cancel | null = null;
    let stopWatching: Cancel | null = null;
    const leave = door.enter(() => running?.cutOff());
    const sink = sinkTo(response);
    const closed = (): void => {
      leave();
      givePlaceBack?.();
      stopWatching?.();
      body?.forget();
      over = true;
      if (!response.writableFinished) running?.gone();
      running = null;
    };
    response.on('close', closed);
    if (response.socket === null) closeWithLine(request.socket, response, closed);
    response.on('drain', () => running?.drained());
    response.on('error', ignore);

    const refused = (fault: Fault): void => {
      if (over || response.headersSent) return;
      over = true;
      body?.forget();
      let discarded = 0;
      request.on('data', (chunk: Buffer) => {
        discarded += chunk.length;
        if (discarded > DISCARDED_BYTES_MAX) request.destroy();
      });
      request.resume();
      response.setHeader('connection', 'close');
      refuse(live, start, fault, sink);
    };

    if (door.isShut()) {
      response.setHeader('connection', 'close');
      if (start.path === '/readyz' || start.path === '/healthz') return sayEnding(start.path, sink);
    }

    let admitted: Admitted;
    let begins: boolean;
    try {
      admitted = admit(live, start);
      // Who only watches holds nobody up who wants to end.
      if (isWatchPath(start.path) || isWriterLine(start.path) || isAvailability(admitted)) leave();
      // Who comes back for the rest of an answer may still have it.
      begins = !BEGINS_NOTHING.has(admitted.place.kind);
      if (door.isShut() && begins) throw new Fault('busy', ENDING, AGAIN);
      if (door.isTurnedAway(request.socket) && begins) throw new Fault('busy', CROWDED, AGAIN);
      if (Number(start.headers['content-length'] ?? 0) > bodyBytes) throw tooLarge(bodyBytes);
      const encoding = start.headers['content-encoding'] ?? 'identity';
      if (encoding !== 'identity') throw new Fault('bad-media', 'The body must not be compressed');
    } catch (error) {
      return refused(Fault.from(error));
    }

    const readBody = (): void => {
      const coming = (body = new ComingBody(hall));
      stopWatching = watch(
        () => coming.length,
        () => refused(new Fault('too-slow', 'The body comes too slowly', AGAIN)),
      );
      request.on('data', (chunk: Buffer) => {
        if (over) return;
        coming.add(chunk);
        if (coming.length > bodyBytes) return refused(tooLarge(bodyBytes));
        if (coming.isCrowded(bodyBytes)) refused(new Fault('busy', FULL, AGAIN));
      });
      request.on('end', () => {
        stopWatching?.();
        if (over) return;
        // These listeners live as long as the request, and so does what they hold on to.
        running = handle(gateway, admitted, { ...start, body: coming.whole() }, sink);
      });
    };
    request.on('error', ignore);
    if (begins) givePlaceBack = door.admit({ client: admitted.client, concurrency }, { entered: readBody, refused });
    else readBody();
  };
}

/** Looks at what there is, and at what was begun before. */
const BEGINS_NOTHING: ReadonlySet<Admitted['place']['kind']> = new Set(['own', 'stream', 'job']);

/** Whoever has gone hears nothing more. */
const ignore = (): void => {};

function isAvailability({ place }: Admitted): boolean {
  return place.kind === 'own' && place.path === AVAILABILITY;
}

const ENDING = 'This gateway is about to end';
const CROWDED = 'Too many connections at once';
const FULL = 'Too many large bodies at once';
const AGAIN = { retryAfterMs: 1_000 };

/** To load balancers: send nobody here any more, and it is well that way. */
function sayEnding(path: '/readyz' | '/healthz', sink: Sink): void {
  const ready = path === '/readyz';
  const said = ready ? { ready: false, routesWithoutTarget: [] } : { name: 'failsoft', ok: true };
  const body = Buffer.from(`${JSON.stringify({ ...said, ending: true })}\n`);
  const length = String(body.length);
  sink.head(ready ? 503 : 200, {
    'content-type': 'application/json',
    'content-length': length,
    'cache-control': 'no-store',
  });
  sink.end(body);
}

function tooLarge(bytes: number): Fault {
  return new Fault('too-large', `The body is larger than ${bytes} bytes`);
}

function readStart(request: IncomingMessage): Omit<Incoming, 'body'> {
  const { url, headers } = asOrigin(request.url ?? '/', flat(request.headers));
  const at = url.indexOf('?');
  const query = at < 0 ? '' : url.slice(at);
  return {
    method: request.method ?? 'GET',
    path: at < 0 ? url : url.slice(0, at),
    ...(MAYBE_KEY.test(query) ? withKeyInHeaders(query, headers) : { query, headers }),
    // Programs on this machine have spoken HTTP/1.1 for long; proxies that say nothing of themselves often do not.
    fromHere: request.httpVersion !== '1.0' && isHere(request.socket.remoteAddress ?? ''),
  };
}

/** Who takes us for a proxy names the whole address, and its host is the one that counts (RFC 9112, 3.2.2). */
function asOrigin(url: string, headers: WireHeaders): { readonly url: string; readonly headers: WireHeaders } {
  if (url.startsWith('/')) return { url, headers };
  const [start = '', host = ''] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? [];
  if (host === '') return { url, headers };
  const rest = url.slice(start.length);
  return { url: rest.startsWith('/') ? rest : `/${rest}`, headers: { ...headers, host } };
}

/** Its name is the same however its letters are written. */
const MAYBE_KEY = /[?&](?:k|%6b)(?:e|%65)(?:y|%79)=/i;

/** Gemini's clients may present their key in the address, where logs and errors would repeat it. */
function withKeyInHeaders(query: string, headers: WireHeaders): Pick<Incoming, 'query' | 'headers'> {
  const parameters = new URLSearchParams(query);
  const key = parameters.get('key') ?? '';
  parameters.delete('key');
  const rest = parameters.toString();
  return { query: rest === '' ? '' : `?${rest}`, headers: { 'x-goog-api-key': key, ...headers } };
}

/** Node joins what comes several times; only cookies of answers stay lists, and no request has any. Copied only then. */
function flat(headers: IncomingMessage['headers']): WireHeaders {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- See above.
  if (headers['set-cookie'] === undefined) return headers as WireHeaders;
  const { 'set-cookie': _, ...plain } = headers;
  return flat(plain);
}

function isHere(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}

function sinkTo(response: ServerResponse): Sink {
  return {
    head: (status, headers) => void response.writeHead(status, headers),
    write: (bytes) => response.write(bytes),
    end: (bytes) => void (bytes === undefined ? response.end() : response.end(bytes)),
    // What was written still goes out; the end of the body does not.
    destroy: () => cutSoon(response),
  };
}

/** One that waits for another answer on its line is cut when its turn has come: the other one must not be broken. */
function cutSoon(response: ServerResponse): void {
  setTimeout(() => {
    if (response.socket !== null) cut(response.socket);
    else response.once('socket', () => cutSoon(response));
  }, LAST_WORDS_MS).unref();
}

/** Those who wait for other answers on their line do not hear of its end from Node 22. */
function closeWithLine(line: Socket, response: ServerResponse, closed: () => void): void {
  line.setMaxListeners(0).once('close', closed);
  response.once('close', () => line.off('close', closed));
}
