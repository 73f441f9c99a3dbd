import { MINUTE_MS, type StatusPage, type Way } from '../page.ts';
import type { Format, Place, Subject } from '../told/told.ts';

/** How often a page is asked where its maker has not said otherwise, ms. */
const EVERY_MS = MINUTE_MS;

/** How a page can be asked, as in the table. */
export type WayRow = {
  readonly format: Format;
  /** Where it is not the address of the page. */
  readonly origin?: string;
  readonly everyMs?: number;
  readonly open?: Way['open'];
};

/** A page as in the table. `for`: its lamps, see `Place`; `others` and `words` as in `Subject`. */
export type PageRow = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly surfaces: readonly string[];
  readonly ways: readonly [WayRow, ...WayRow[]];
  readonly places?: readonly Place[];
  readonly others?: string;
  readonly words?: Subject['words'];
  readonly asked?: StatusPage['asked'];
};

export function pageOf(row: PageRow): StatusPage {
  const { id, name, url, surfaces, places = [], others = null, words = [], asked = 'always' } = row;
  const subject = { url: `${url}/`, surfaces, places, others, words };
  const wayOf = ({ format, origin = new URL(url).origin, everyMs = EVERY_MS, open }: WayRow): Way => ({
    format: format.name,
    origin,
    asks: format.asks,
    everyMs,
    read: format.read(subject),
    ...(open !== undefined && { open }),
  });
  const [first, ...rest] = row.ways;
  return { id, name, url, surfaces, ways: [wayOf(first), ...rest.map(wayOf)], asked };
}

/** Lamps that are all of a surface, by the beginnings of their names and by their ids. */
export function all(surface: string, names: readonly string[], ids: readonly string[] = []): Place {
  return { ids, names, surface, part: false };
}

/** Lamps that are a part of a surface only. */
export function part(surface: string, names: readonly string[], ids: readonly string[] = []): Place {
  return { ids, names, surface, part: true };
}

/** Lamps that are none of ours. */
export function none(...names: readonly string[]): Place {
  return { ids: [], names, surface: null, part: false };
}
