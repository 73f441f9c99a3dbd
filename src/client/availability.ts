import type { Availability } from '../model/availability.ts';
import type { Json } from '../model/json.ts';
import { eventsOn } from './connection.ts';
import { type Line, question, wholeBodyOf } from './line.ts';
import { pause } from './pause.ts';
import { listAt, parsed } from './reading.ts';
import { Trouble } from './trouble.ts';

/**
 * What somebody wants to know of: the route of this name, or the one that serves this model or this workflow; all where nothing is named.
 */
export type Wanted = { readonly route?: string; readonly model?: string; readonly workflow?: string };

/**
 * What an app knows of its routes. `gone`: the gateway cannot be reached, or refuses to say, since then (ms since 1970); `routes` is
 * what it said last. An app that counts in levels may take it for the level behind 3.
 */
export type Outlook =
  | { readonly kind: 'known'; readonly routes: readonly Availability[] }
  | {
      readonly kind: 'gone';
      readonly sinceMs: number;
      readonly trouble: Trouble;
      readonly routes: readonly Availability[];
    };

/** The gateway gives a sign of life every ten seconds; without one for so long it is taken for gone, ms. */
const SILENCE_MS = 25_000;
/** The first pause before the line is made anew; it doubles each time. Ms. */
const PAUSE_MS = 250;
/** The longest such pause. Ms. */
const PAUSE_MS_MAX = 8_000;

export async function availabilityOver(line: Line, wanted: Wanted): Promise<readonly Availability[]> {
  return routesIn(await wholeBodyOf(await question(line, { method: 'GET', path: pathFor(wanted) })));
}

/** Tells how it is, and then every change, until what it returns is called. */
export function watchOver(line: Line, wanted: Wanted, changed: (outlook: Outlook) => void): () => void {
  const stop = new AbortController();
  void follow(line, wanted, { stop: stop.signal, changed });
  return () => stop.abort();
}

type Following = { readonly stop: AbortSignal; readonly changed: (outlook: Outlook) => void };

async function follow(line: Line, wanted: Wanted, { stop, changed }: Following): Promise<void> {
  const call = {
    method: 'GET',
    path: pathFor(wanted),
    headers: { accept: 'text/event-stream' },
    signal: stop,
  } as const;
  let routes: readonly Availability[] = [];
  let told = '';
  let goneMs: number | null = null;
  // Who lets go at once has asked for nothing.
  await Promise.resolve();
  for (let tries = 0; !stop.aborted; tries += 1) {
    try {
      for await (const { event, data } of eventsOn(await question(line, call), 'sse', 0, SILENCE_MS)) {
        if (stop.aborted) return;
        tries = 0;
        if (event !== 'availability') continue;
        routes = routesIn(parsed(data));
        // A line that was made anew in time begins with what is known already.
        const isNews = goneMs !== null || JSON.stringify(routes) !== told;
        goneMs = null;
        told = JSON.stringify(routes);
        if (isNews) changed({ kind: 'known', routes });
      }
    } catch (error) {
      if (stop.aborted) return;
      if (!(error instanceof Trouble)) throw error;
      const news = `${error.status} ${error.message}`;
      const isNews = goneMs === null || news !== told;
      goneMs ??= Date.now();
      told = news;
      if (isNews) changed({ kind: 'gone', sinceMs: goneMs, trouble: error, routes });
    }
    await pause(Math.min(PAUSE_MS * 2 ** tries, PAUSE_MS_MAX), stop);
  }
}

function pathFor({ route, model, workflow }: Wanted): string {
  const query = new URLSearchParams({
    ...(route !== undefined && { route }),
    ...(model !== undefined && { model }),
    ...(workflow !== undefined && { workflow }),
  });
  return query.size === 0 ? '/availability' : `/availability?${query.toString()}`;
}

function routesIn(body: Json): readonly Availability[] {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- It is the gateway's own answer, and of no dialect.
  return listAt(body, 'routes') as unknown as readonly Availability[];
}
