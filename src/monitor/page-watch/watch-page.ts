import type { Source } from '../../model/official.ts';
import type { Cancel, World } from '../../world/world.ts';
import type { StatusPage } from '../status-pages/page.ts';
import { type Known, pageMemory } from './memory.ts';
import { pauseMs } from './pause.ts';
import type { Failure } from './request.ts';
import type { Semaphore } from './semaphore.ts';
import { type Trail, trailOf, visit } from './visit.ts';

export type PageEars = {
  /** A page says something else than before, or something for the first time. */
  readonly read: (page: StatusPage, known: Known) => void;
  /** A page can be read again, or no longer. */
  readonly source: (source: Source, before: Source['state']) => void;
};

export type Parts = { readonly world: Omit<World, 'close'>; readonly turns: Semaphore; readonly ears: PageEars };

export type WatchedPage = { readonly source: () => Source; readonly known: () => Known | null; readonly close: Cancel };

/** Asks one page again and again: the first of its ways, and the next ones as long as those before it fail. */
export function watchPage({ world, turns, ears }: Parts, page: StatusPage): WatchedPage {
  const memory = pageMemory(world, page);
  const trails = page.ways.map(trailOf);
  let state: Source['state'] = 'unasked';
  let dueMs = world.nowMs();
  let closed = false;
  let cancel: Cancel | null = null;

  const source = (): Source => memory.source(closed ? null : world.wallMs() + Math.max(0, dueMs - world.nowMs()));

  const judge = (): void => {
    const before = state;
    state = memory.state();
    if (state !== before) ears.source(source(), before);
  };

  /** Until the page is to be asked again, or what is known of it has become too old. */
  const sleep = (): void => {
    if (closed) return;
    const oldMs = state === 'ok' ? (memory.last()?.freshUntilMs ?? dueMs) + 1 : dueMs;
    cancel = world.after(Math.min(dueMs, oldMs) - world.nowMs(), wake, 'idle');
  };

  const wake = (): void => {
    judge();
    if (world.nowMs() < dueMs) sleep();
    else enter();
  };

  const enter = (): void => {
    cancel = null;
    const turnAway = turns.take((leave) => ask(0, null, leave));
    // It may have been let in at once.
    cancel ??= turnAway;
  };

  const ask = (from: number, failed: Failure | null, leave: () => void): void => {
    const place = trails.findIndex((trail, index) => index >= from && trail.dueMs <= world.nowMs());
    const trail = trails[place];
    if (trail === undefined) return finish(failed, leave);
    const stop = visit(world, trail, (result) => {
      if (closed) return;
      trail.dueMs = world.nowMs() + pauseMs(world, trail, result);
      if (result.kind !== 'read' && result.kind !== 'same') return ask(place + 1, failed ?? result, leave);
      const news = memory.took(trail, result);
      judge();
      if (news !== null) ears.read(page, news);
      finish(null, leave);
    });
    cancel = () => {
      stop();
      leave();
    };
  };

  const finish = (failed: Failure | null, leave: () => void): void => {
    const standing = standingOf(memory.last()?.trail ?? null);
    // While the way that was read last rests between two questions, those before it may refuse.
    if (failed !== null && (standing === null || standing.dueMs <= world.nowMs())) memory.failed(failed);
    dueMs = nextOf(trails, standing);
    judge();
    leave();
    sleep();
  };

  sleep();
  const close = (): void => {
    closed = true;
    cancel?.();
  };
  return { source, known: memory.known, close };
}

/** The way that was read last, as long as it has not failed since. */
function standingOf(last: Trail | null): Trail | null {
  return last === null || last.failures > 0 ? null : last;
}

/** When the next way is to be asked: one that is better than the one that stands, or that one again. */
function nextOf(trails: readonly Trail[], standing: Trail | null): number {
  const considered = standing === null ? trails : trails.slice(0, trails.indexOf(standing) + 1);
  return Math.min(...considered.map(({ dueMs }) => dueMs));
}
