import type { Reading, Source } from '../model/official.ts';
import type { Cancel, World } from '../world/world.ts';
import type { Failure } from './page-request.ts';
import { type Trail, trailOf, type Visit, visit } from './page-visit.ts';
import { HOUR_MS, MINUTE_MS, type StatusPage } from './status-pages/page.ts';

/** Official pages, read again and again. */
export type PageWatch = {
  /** How each page can be read, in the order of the pages. */
  readonly sources: () => readonly Source[];
  /** What was read last; null where that was never, or more than half an hour ago. Evidence only while the source is `ok`, else for show. */
  readonly known: (page: string) => Known | null;
  readonly close: () => void;
};

export type Known = {
  readonly reading: Reading;
  /** When it was last found to be so, ms since 1970. */
  readonly readAtMs: number;
};

export type PageEars = {
  /** A page says something else than before, or something for the first time. */
  readonly read: (page: StatusPage, known: Known) => void;
  /** A page can be read again, or no longer. */
  readonly source: (source: Source, before: Source['state']) => void;
};

/** How many pages are asked at once. */
const AT_ONCE_MAX = 4;
/** How far an interval is stretched or shortened by chance. */
const JITTER = 0.2;
/** How long a page that refuses us is left alone, and the longest that one in trouble is, ms. */
const REFUSED_MS = 15 * MINUTE_MS;
/** How long we stay away at most from a page that asks for it, ms. */
const STAY_AWAY_MS_MAX = 6 * HOUR_MS;
/** What is not read anew for so long is no longer gone by, ms; where a page is seldom asked, two and a half intervals. */
const STALE_MS = 10 * MINUTE_MS;
/** How long what was read last is kept to be shown, ms. */
const KEPT_MS = 30 * MINUTE_MS;

/**
 * Reads pages again and again, and calls back with what changes, never before it has returned. It never throws. What cannot be read is
 * a source that is not `ok`, with the reason in words; it is never green.
 */
export function watchPages(world: Omit<World, 'close'>, pages: readonly StatusPage[], ears: PageEars): PageWatch {
  const turns = turnstile();
  const asked = pages.filter((page) => page.asked === 'always');
  const watched = new Map(asked.map((page) => [page.id, watchPage({ world, turns, ears }, page)]));
  return {
    sources: () => pages.map((page) => watched.get(page.id)?.source() ?? leftAlone(page)),
    known: (page) => watched.get(page)?.known() ?? null,
    close: () => {
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

type Parts = { readonly world: Omit<World, 'close'>; readonly turns: Turnstile; readonly ears: PageEars };

type Watched = { readonly source: () => Source; readonly known: () => Known | null; readonly close: Cancel };

/** What was read last, when (monotonic ms), and how. */
type Last = Known & { readonly atMs: number; readonly trail: Trail };

function watchPage({ world, turns, ears }: Parts, page: StatusPage): Watched {
  const trails = page.ways.map(trailOf);
  let last: Last | null = null;
  let failure: Failure | null = null;
  let state: Source['state'] = 'unasked';
  let dueMs = world.nowMs();
  let closed = false;
  let cancel: Cancel | null = null;

  const source = (): Source => ({
    page: page.id,
    name: page.name,
    url: page.url,
    state,
    why: whyOf(state, failure, last === null ? null : ageOf(world, last)),
    surfaces: page.surfaces,
    readAtMs: last?.readAtMs ?? null,
    nextAtMs: closed ? null : world.wallMs() + Math.max(0, dueMs - world.nowMs()),
  });

  const judge = (): void => {
    const before = state;
    state = stateOf(failure, last === null ? null : ageOf(world, last) <= freshMs(last));
    if (state !== before) ears.source(source(), before);
  };

  /** Until the page is to be asked again, or what is known of it has become too old. */
  const sleep = (): void => {
    if (closed) return;
    const staleMs = state === 'ok' && last !== null ? last.atMs + freshMs(last) + 1 : dueMs;
    const wake = (): void => {
      judge();
      if (world.nowMs() < dueMs) sleep();
      else cancel = turns.take((leave) => ask(0, null, leave));
    };
    cancel = world.after(Math.min(dueMs, staleMs) - world.nowMs(), wake, 'idle');
  };

  const ask = (from: number, failed: Failure | null, leave: () => void): void => {
    const place = trails.findIndex((trail, index) => index >= from && trail.dueMs <= world.nowMs());
    const trail = trails[place];
    if (trail === undefined) return finish(failed, leave);
    const stop = visit(world, trail, (result) => {
      if (closed) return;
      trail.dueMs = world.nowMs() + pauseMs(world, trail, result);
      if (result.kind !== 'read' && result.kind !== 'same') return ask(place + 1, failed ?? result, leave);
      take(trail, result);
      finish(null, leave);
    });
    cancel = () => {
      stop();
      leave();
    };
  };

  const take = (trail: Trail, result: Extract<Visit, { readonly kind: 'read' | 'same' }>): void => {
    const before = last;
    const reading = result.kind === 'read' ? result.reading : before?.reading;
    if (reading === undefined) return;
    last = { reading, readAtMs: world.wallMs(), atMs: world.nowMs(), trail };
    failure = null;
    judge();
    if (before === null || (before.reading !== reading && said(before.reading) !== said(reading)))
      ears.read(page, last);
  };

  const finish = (failed: Failure | null, leave: () => void): void => {
    // While the way that was read last rests between two questions, those before it may refuse.
    const isBetween = last !== null && last.trail.failures === 0 && last.trail.dueMs > world.nowMs();
    if (failed !== null && !isBetween) failure = failed;
    const best = last !== null && last.trail.failures === 0 ? trails.indexOf(last.trail) : trails.length - 1;
    dueMs = Math.min(...trails.slice(0, best + 1).map((trail) => trail.dueMs));
    judge();
    leave();
    sleep();
  };

  sleep();
  return {
    source,
    known: () =>
      last !== null && ageOf(world, last) <= KEPT_MS ? { reading: last.reading, readAtMs: last.readAtMs } : null,
    close: () => {
      closed = true;
      cancel?.();
    },
  };
}

function stateOf(failure: Failure | null, isFresh: boolean | null): Source['state'] {
  if (failure !== null && failure.kind !== 'silent') return failure.kind;
  if (isFresh !== null) return isFresh ? 'ok' : 'stale';
  return failure === null ? 'unasked' : 'stale';
}

function whyOf(state: Source['state'], failure: Failure | null, ageMs: number | null): string {
  if (state === 'ok') return '';
  if (state === 'unasked') return 'not asked yet';
  const why = failure?.why ?? 'it has not been asked';
  return ageMs === null ? `never read: ${why}` : `not read for ${Math.round(ageMs / MINUTE_MS)} min: ${why}`;
}

/** Monotonic time stands still while a machine sleeps, and the wall clock may jump: whichever says more counts. */
function ageOf(world: Pick<World, 'nowMs' | 'wallMs'>, { atMs, readAtMs }: Last): number {
  return Math.max(world.nowMs() - atMs, world.wallMs() - readAtMs);
}

function freshMs({ trail }: Last): number {
  return Math.min(KEPT_MS, Math.max(STALE_MS, 2.5 * trail.way.everyMs));
}

/** How long a way is left alone after a visit. */
function pauseMs({ random }: Pick<World, 'random'>, trail: Trail, result: Visit): number {
  const { everyMs } = trail.way;
  const stretch = 1 + JITTER * (2 * random() - 1);
  if (result.kind === 'read' || result.kind === 'same') {
    trail.failures = 0;
    return everyMs * stretch;
  }
  trail.failures += 1;
  const own = result.kind === 'blocked' ? REFUSED_MS : Math.min(REFUSED_MS, everyMs * 2 ** (trail.failures - 1));
  return Math.min(STAY_AWAY_MS_MAX, Math.max(everyMs, own, result.retryAfterMs ?? 0)) * stretch;
}

/** Without when it was made, which some pages change all the time. */
function said(reading: Reading): string {
  return JSON.stringify({ ...reading, updatedAtMs: null });
}

type Turnstile = {
  /** Calls back when there is room, with how to leave; returns how to change one's mind. */
  readonly take: (enter: (leave: () => void) => void) => Cancel;
};

/** Lets a few in at once, in the order in which they came. */
function turnstile(): Turnstile {
  const waiting = new Set<(leave: () => void) => void>();
  let inside = 0;
  const admit = (): void => {
    for (const enter of waiting) {
      if (inside >= AT_ONCE_MAX) return;
      waiting.delete(enter);
      inside += 1;
      let left = false;
      enter(() => {
        if (left) return;
        left = true;
        inside -= 1;
        admit();
      });
    }
  };
  return {
    take: (enter) => {
      waiting.add(enter);
      admit();
      return () => void waiting.delete(enter);
    },
  };
}
