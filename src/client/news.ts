import type { Json } from '../model/json.ts';
import { eventsOn } from './connection.ts';
import { type Line, question } from './line.ts';
import { pause } from './pause.ts';
import { parsed } from './reading.ts';
import { Trouble } from './trouble.ts';

/** What is to be heard at the gateway. */
export type News = {
  readonly path: string;
  /** The name of its events; others are signs of life. */
  readonly name: string;
  /** Gets each of them; true: no more will come. */
  readonly told: (data: Json) => boolean;
  /** Gets to know that there is no line, each time; true: there will be none. */
  readonly lost: (trouble: Trouble) => boolean;
};

/** The gateway gives a sign of life every ten seconds; without one for so long it is taken for gone, ms. */
const SILENCE_MS = 25_000;
/** The first pause before the line is made anew; it doubles each time. Ms. */
const PAUSE_MS = 250;
/** The longest such pause. Ms. */
const PAUSE_MS_MAX = 8_000;

/** Listens, on lines that are made anew, until it is over or what it returns is called. */
export function listen(line: Line, news: News): () => void {
  const stop = new AbortController();
  void follow(line, news, stop.signal);
  return () => stop.abort();
}

async function follow(line: Line, { path, name, told, lost }: News, stop: AbortSignal): Promise<void> {
  const call = { method: 'GET', path, headers: { accept: 'text/event-stream' }, signal: stop } as const;
  // Who lets go at once has asked for nothing.
  await Promise.resolve();
  for (let tries = 0; !stop.aborted; tries += 1) {
    try {
      for await (const { event, data } of eventsOn(await question(line, call), 'sse', 0, SILENCE_MS)) {
        if (stop.aborted) return;
        tries = 0;
        if (event === name && told(parsed(data))) return;
      }
    } catch (error) {
      if (stop.aborted) return;
      if (!(error instanceof Trouble)) throw error;
      if (lost(error)) return;
    }
    await pause(Math.min(PAUSE_MS * 2 ** tries, PAUSE_MS_MAX), stop);
  }
}
