import type { Source } from '../model/official.ts';
import type { World } from '../world/world.ts';
import type { Known } from './page-watch/memory.ts';
import { semaphore } from './page-watch/semaphore.ts';
import { type PageEars, watchPage } from './page-watch/watch-page.ts';
import type { StatusPage } from './status-pages/page.ts';

export type { Known } from './page-watch/memory.ts';
export type { PageEars } from './page-watch/watch-page.ts';

/** Official pages, read again and again. */
export type PageWatch = {
  /** How each page can be read, in the order of the pages. */
  readonly sources: () => readonly Source[];
  /**
   * What was read last; null where that was never, or more than half an hour ago. Evidence only while the source is `ok`, else for show.
   */
  readonly known: (page: string) => Known | null;
  readonly close: () => void;
};

/** How many pages are asked at once. */
const AT_ONCE_MAX = 4;

/**
 * Reads pages again and again, and calls back with what changes, never before it has returned. It never throws. What cannot be read is
 * a source that is not `ok`, with the reason in words; it is never green.
 */
export function watchPages(world: Omit<World, 'close'>, pages: readonly StatusPage[], ears: PageEars): PageWatch {
  const turns = semaphore(AT_ONCE_MAX);
  const asked = pages.filter((page) => page.asked === 'always');
  const watched = new Map(asked.map((page) => [page.id, watchPage({ world, turns, ears }, page)]));
  return {
    sources: () => pages.map((page) => watched.get(page.id)?.source() ?? leftAlone(page)),
    known: (page) => watched.get(page)?.known() ?? null,
    close: () => {
      turns.close();
      for (const { close } of watched.values()) close();
    },
  };
}

const WHY_LEFT: Readonly<Record<StatusPage['asked'], string>> = {
  always: 'nobody has asked for it',
  'if-named': 'it is only asked when you name it, because its maker has invited nobody to',
  'if-signed-in': 'it takes credentials that may read the health of services',
};

function leftAlone({ id, name, url, surfaces, asked }: StatusPage): Source {
  return { page: id, name, url, surfaces, state: 'unasked', why: WHY_LEFT[asked], readAtMs: null, nextAtMs: null };
}
