import { SILENCE_MS } from './connection.ts';
import { bodyOf, type Line, send } from './line.ts';
import { pause } from './pause.ts';
import { Trouble, wordsOf } from './trouble.ts';

/** An answer that can be joined again. */
export type Joinable = {
  readonly line: Line;
  /** Of the stream at the gateway. */
  readonly path: string;
  /** How long the gateway waits for us, ms. */
  readonly graceMs: number;
  /** Fires when nobody wants the answer any more. */
  readonly stop: AbortSignal;
};

/** What has gone wrong since the last event came. */
export type Mishap = { readonly sinceMs: number; tries: number };

/** The first pause before a line is made anew; it doubles each time. ms */
const PAUSE_MS = 250;
/** The longest such pause. ms */
const PAUSE_MS_MAX = 4_000;

/**
 * Makes a line anew and joins the answer behind the last event that was seen. Rejects with Trouble when the gateway has it no more,
 * or cannot be reached for as long as it waits for us; and with what the stop says.
 */
export async function rejoin(joinable: Joinable, lastId: string, mishap: Mishap): Promise<Response> {
  const { graceMs, stop } = joinable;
  let cause: unknown;
  for (;;) {
    const leftMs = graceMs - (performance.now() - mishap.sinceMs);
    if (mishap.tries > 0 && leftMs <= 0)
      throw new Trouble('lost', 'The line to the gateway broke, and could not be made again in time', { cause });
    const pauseMs = Math.min(PAUSE_MS * 2 ** mishap.tries, PAUSE_MS_MAX);
    mishap.tries += 1;
    await pause(Math.min(pauseMs, Math.max(leftMs, 0)), stop);
    stop.throwIfAborted();
    try {
      const response = await join(joinable, lastId);
      if (response.ok) return response;
      cause = await refusalOf(response);
    } catch (error) {
      stop.throwIfAborted();
      cause = error;
    }
    if (cause instanceof Trouble && cause.kind === 'lost') throw cause;
  }
}

async function join({ line, path, stop }: Joinable, lastId: string): Promise<Response> {
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), SILENCE_MS);
  try {
    const signal = AbortSignal.any([stop, silent.signal]);
    return await send(line, { method: 'GET', path, headers: { 'last-event-id': lastId }, signal });
  } finally {
    clearTimeout(timer);
  }
}

/** A no for good, or one that may be a yes in a moment. */
async function refusalOf(response: Response): Promise<Trouble> {
  const { status } = response;
  const body = await bodyOf(response);
  const isForGood = status < 500 && status !== 429 && status !== 408;
  const words = `The line broke, and the rest of the answer is not to be had: ${wordsOf(body) || status}`;
  return new Trouble(isForGood ? 'lost' : 'unreachable', words, { status, body });
}
