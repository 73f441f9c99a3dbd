import type { Json } from '../model/json.ts';
import { eventsOn, type Parting } from './connection.ts';
import { type Arrived, type Framing, RESTART } from './events.ts';
import { type Line, question, send } from './line.ts';
import { at, parsed, textAt } from './reading.ts';
import { type Joinable, type Mishap, rejoin } from './rejoin.ts';
import { renderRequest, type Request, type Restart } from './request.ts';
import { type Served, servedOf } from './served.ts';
import { Trouble, wordsOf } from './trouble.ts';

/** One event of an answer, in the dialect of the request. */
export type StreamEvent = {
  /** Its name, where the dialect gives it one; else empty. */
  readonly event: string;
  readonly data: Json;
};

/**
 * An answer as it comes, to be read once. It ends when the answer is complete. Otherwise it throws behind the last event that came:
 * Trouble, or the reason of the request's signal. Half an answer never looks whole. Who stops reading ends it.
 */
export type Stream = AsyncIterable<StreamEvent> & { readonly served: Served };

/** How long the gateway waits for us where it does not say, ms. */
const GRACE_MS = 30_000;

/** Asks, and settles when the answer begins. */
export async function openStream(line: Line, request: Request): Promise<Stream> {
  const { signal } = request;
  signal?.throwIfAborted();
  const stop = new AbortController();
  const abort = (): void => stop.abort(signal?.reason);
  const unlisten = (): void => signal?.removeEventListener('abort', abort);
  signal?.addEventListener('abort', abort, { once: true });

  let response: Response;
  try {
    response = await question(line, { method: 'POST', ...renderRequest(request, true), signal: stop.signal });
  } catch (error) {
    unlisten();
    throw error;
  }
  const { headers } = response;
  const id = headers.get('x-failsoft-stream');
  const path = `/v1/streams/${id}`;
  const graceMs = Number.parseInt(headers.get('x-failsoft-resume-grace') ?? '', 10) || GRACE_MS;
  let over = false;
  stop.signal.addEventListener('abort', () => {
    // Nobody should pay for what nobody reads. Where this does not arrive, the gateway finds out by itself.
    if (id !== null && !over) send(line, { method: 'DELETE', path, keepalive: true }).catch(() => {});
  });
  const close = (ended: boolean): void => {
    over = ended;
    unlisten();
    stop.abort();
  };
  const joinable = id === null ? null : { line, path, graceMs, stop: stop.signal };
  const all = follow({ id: id ?? '', joinable, stop: stop.signal, close }, response);
  const events = request.onRestart === undefined ? all : tellRestarts(all, request.onRestart);
  return { served: servedOf(headers), [Symbol.asyncIterator]: () => events };
}

/** The events of the dialect. The gateway's own are told where they stand between them. */
async function* tellRestarts(
  events: AsyncIterable<StreamEvent>,
  tell: (restart: Restart) => void,
): AsyncGenerator<StreamEvent, void, undefined> {
  for await (const one of events) {
    if (one.event === RESTART) tell({ from: Number(at(one.data, 'from')), servedBy: textAt(one.data, 'servedBy') });
    else yield one;
  }
}

type Following = {
  readonly id: string;
  /** Null: the gateway keeps nothing of it. */
  readonly joinable: Joinable | null;
  readonly stop: AbortSignal;
  readonly close: (ended: boolean) => void;
};

/** How far an answer is. */
type Progress = {
  seen: number;
  last: Json;
  /** Null while all is well. */
  mishap: Mishap | null;
  end: Arrived['end'];
};

async function* follow(following: Following, first: Response): AsyncGenerator<StreamEvent, void, undefined> {
  const { id, joinable, stop, close } = following;
  const framing = first.headers.get('content-type')?.includes('ndjson') === true ? 'ndjson' : 'sse';
  const progress: Progress = { seen: 0, last: null, mishap: null, end: null };
  let response = first;
  try {
    for (;;) {
      const parting = yield* joinable === null
        ? readPlain(response, framing, progress)
        : readNumbered(response, framing, progress);
      stop.throwIfAborted();
      const { end, last, seen } = progress;
      if (end === 'complete') return;
      if (end === 'broken') throw new Trouble('broken', wordsOf(last) || 'The answer broke off', { body: last });
      if (joinable === null)
        throw new Trouble('lost', wordsOf(last) || 'The line broke, and the gateway keeps nothing of this answer');
      if (parting === 'quiet') progress.mishap = null;
      progress.mishap ??= { sinceMs: performance.now(), tries: 0 };
      response = await rejoin(joinable, `${id}.${seen}`, progress.mishap);
    }
  } finally {
    close(progress.end !== null);
  }
}

/** What comes on one connection of an answer whose events are numbered: each once, and none left out. */
async function* readNumbered(
  response: Response,
  framing: Framing,
  progress: Progress,
): AsyncGenerator<StreamEvent, Parting, undefined> {
  const arriving = eventsOn(response, framing, progress.seen);
  try {
    for (;;) {
      const next = await arriving.next();
      if (next.done === true) return next.value;
      const { number, event, data, end } = next.value;
      // Somebody in between has put it there.
      if (number === null) continue;
      if (number > progress.seen + 1) return 'over';
      if (number <= progress.seen) continue;
      progress.seen = number;
      progress.mishap = null;
      if (end !== null) {
        progress.end = end;
        return 'over';
      }
      if (data === '' || data === '[DONE]') continue;
      progress.last = parsed(data);
      yield { event, data: progress.last };
    }
  } finally {
    await arriving.return('over');
  }
}

/** What comes where nothing is numbered: only the dialect says whether it is all. */
async function* readPlain(
  response: Response,
  framing: Framing,
  progress: Progress,
): AsyncGenerator<StreamEvent, Parting, undefined> {
  const arriving = eventsOn(response, framing, 0);
  let isWhole = false;
  try {
    for (;;) {
      const next = await arriving.next();
      if (next.done === true) {
        if (isWhole) progress.end = 'complete';
        return 'over';
      }
      const { event, data } = next.value;
      if (data === '[DONE]') isWhole = true;
      if (data === '' || data === '[DONE]') continue;
      progress.last = parsed(data);
      isWhole ||= isLast(progress.last);
      yield { event, data: progress.last };
    }
  } finally {
    await arriving.return('over');
  }
}

const LAST_TYPES: readonly Json[] = ['message_stop', 'response.completed', 'response.incomplete'];

function isLast(data: Json): boolean {
  return (
    LAST_TYPES.includes(at(data, 'type')) ||
    at(data, 'done') === true ||
    at(data, 'candidates', 0, 'finishReason') !== null
  );
}
