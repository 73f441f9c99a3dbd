import type { Availability } from '../model/availability.ts';
import type { Json } from '../model/json.ts';
import { type Line, question, wholeBodyOf } from './line.ts';
import { listen } from './news.ts';
import { listAt } from './reading.ts';
import type { Trouble } from './trouble.ts';

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

export async function availabilityOver(line: Line, wanted: Wanted): Promise<readonly Availability[]> {
  return routesIn(await wholeBodyOf(await question(line, { method: 'GET', path: pathFor(wanted) })));
}

/** Tells how it is, and then every change, until what it returns is called. */
export function watchOver(line: Line, wanted: Wanted, changed: (outlook: Outlook) => void): () => void {
  let routes: readonly Availability[] = [];
  let goneMs: number | null = null;
  let said = '';
  // A line that was made anew begins with what may be known already.
  const say = (outlook: Outlook, words: string): false => {
    if (words !== said) changed(outlook);
    said = words;
    return false;
  };
  return listen(line, {
    path: pathFor(wanted),
    name: 'availability',
    told: (data) => {
      goneMs = null;
      routes = routesIn(data);
      return say({ kind: 'known', routes }, JSON.stringify(routes));
    },
    lost: (trouble) => {
      goneMs ??= Date.now();
      return say({ kind: 'gone', sinceMs: goneMs, trouble, routes }, `${trouble.status} ${trouble.message}`);
    },
  });
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
