import type { Reading, Source } from '../../model/official.ts';
import type { World } from '../../world/world.ts';
import { MINUTE_MS, type StatusPage } from '../status-pages/page.ts';
import type { Failure } from './request.ts';
import type { Trail, Visit } from './visit.ts';

export type Known = {
  readonly reading: Reading;
  /** When it was last found to be so, ms since 1970. */
  readonly readAtMs: number;
};

/** What is known of one page, and whether that can be gone by. */
export type PageMemory = {
  readonly source: (nextAtMs: number | null) => Source;
  /** Null where it is too old to be shown. */
  readonly known: () => Known | null;
  /** What its source would say now. */
  readonly state: () => Source['state'];
  /** The way that was read last, and until when that can be gone by, monotonic ms; null where nothing was read. */
  readonly last: () => { readonly trail: Trail; readonly freshUntilMs: number } | null;
  /** Something was read, or found to be as it was. Returns what is news. */
  readonly took: (trail: Trail, visit: Extract<Visit, { readonly kind: 'read' | 'same' }>) => Known | null;
  /** No way could be read. */
  readonly failed: (failure: Failure) => void;
};

/** What is not read anew for so long is no longer gone by, ms; where a page is seldom asked, two and a half intervals. */
const STALE_MS = 10 * MINUTE_MS;
/** How long what was read last is kept to be shown, ms. */
const KEPT_MS = 30 * MINUTE_MS;

/** What was read last, when (monotonic ms), and how. */
type Last = Known & { readonly atMs: number; readonly trail: Trail };

export function pageMemory(world: Pick<World, 'nowMs' | 'wallMs'>, page: StatusPage): PageMemory {
  let last: Last | null = null;
  let failure: Failure | null = null;

  const ageMs = (): number | null => (last === null ? null : ageOf(world, last));
  const state = (): Source['state'] => stateOf(failure, last === null ? null : ageOf(world, last) <= freshMs(last));
  return {
    state,
    source: (nextAtMs) => ({
      page: page.id,
      name: page.name,
      url: page.url,
      state: state(),
      why: whyOf(state(), failure, ageMs()),
      surfaces: page.surfaces,
      readAtMs: last?.readAtMs ?? null,
      nextAtMs,
    }),
    known: () =>
      last !== null && ageOf(world, last) <= KEPT_MS ? { reading: last.reading, readAtMs: last.readAtMs } : null,
    last: () => (last === null ? null : { trail: last.trail, freshUntilMs: last.atMs + freshMs(last) }),
    took: (trail, visit) => {
      const before = last?.reading ?? null;
      const reading = visit.kind === 'read' ? visit.reading : before;
      if (reading === null) return null;
      last = { reading, readAtMs: world.wallMs(), atMs: world.nowMs(), trail };
      failure = null;
      return before === reading || (before !== null && said(before) === said(reading)) ? null : last;
    },
    failed: (now) => (failure = now),
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

/** Without when it was made, which some pages change all the time. */
function said(reading: Reading): string {
  return JSON.stringify({ ...reading, updatedAtMs: null });
}
