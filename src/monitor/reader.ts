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
  /** What was known of pages before a reload. It stands until they are read anew. */
  readonly known: readonly PageNow[];
};

export function readerOf(world: World, { pages, ears, mayAsk, known: before }: ReaderParts): Reader {
  let watch: PageWatch | null = null;
  const now = (): readonly PageNow[] => {
    if (watch === null) return pages.map((page) => ({ source: unasked(page, mayAsk), reading: null }));
    const { known } = watch;
    return watch.sources().map((source) => ({ source, reading: known(source.page)?.reading ?? null }));
  };
  return {
    ask: () => {
      if (mayAsk) watch ??= watchPages(world, pages, ears);
    },
    now: () =>
      now().map((one) => {
        const old =
          mayAsk && one.source.state === 'unasked' ? before.find(({ source }) => isOf(source, one)) : undefined;
        return old ?? one;
      }),
    close: () => watch?.close(),
  };
}

function isOf({ page }: Source, { source }: PageNow): boolean {
  return page === source.page;
}

function unasked({ id, name, url, surfaces }: StatusPage, mayAsk: boolean): Source {
  const why = mayAsk ? 'nobody has asked this gateway anything yet' : 'status pages are switched off';
  return { page: id, name, url, state: 'unasked', why, surfaces, readAtMs: null, nextAtMs: null };
}
