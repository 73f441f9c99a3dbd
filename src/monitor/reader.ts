import type { Source } from '../model/official.ts';
import type { World } from '../world/world.ts';
import { type PageEars, type PageWatch, watchPages } from './pages.ts';
import type { StatusPage } from './status-pages/page.ts';
import type { PageNow } from './verdict/verdict-book.ts';

/** The pages of what is watched, asked from when that is wanted. */
export type Reader = {
  /** From now on. */
  readonly ask: () => void;
  readonly now: () => readonly PageNow[];
  readonly close: () => void;
};

export type ReaderParts = {
  readonly pages: readonly StatusPage[];
  readonly ears: PageEars;
  /** False: pages are switched off, and say so. */
  readonly mayAsk: boolean;
};

export function readerOf(world: World, { pages, ears, mayAsk }: ReaderParts): Reader {
  let watch: PageWatch | null = null;
  return {
    ask: () => {
      if (mayAsk) watch ??= watchPages(world, pages, ears);
    },
    now: () => {
      if (watch === null) return pages.map((page) => ({ source: unasked(page, mayAsk), reading: null }));
      const { known } = watch;
      return watch.sources().map((source) => ({ source, reading: known(source.page)?.reading ?? null }));
    },
    close: () => watch?.close(),
  };
}

function unasked({ id, name, url, surfaces }: StatusPage, mayAsk: boolean): Source {
  const why = mayAsk ? 'nobody has asked this gateway anything yet' : 'status pages are switched off';
  return { page: id, name, url, state: 'unasked', why, surfaces, readAtMs: null, nextAtMs: null };
}
