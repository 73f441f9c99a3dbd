import { Fault } from '../../model/fault.ts';
import type { Reading } from '../../model/official.ts';
import type { Cancel, World } from '../../world/world.ts';
import { askPage, type Failure, type Mark, NO_MARK, type Outcome } from './request.ts';
import { HOUR_MS, type PageRequest, type Way } from '../status-pages/page.ts';

/** A way to a page, and what is remembered of it. Times are monotonic ms. */
export type Trail = {
  readonly way: Way;
  /** Not asked before. */
  dueMs: number;
  /** In a row. */
  failures: number;
  /** What it last said, for each thing that it is asked; empty where that was nothing readable. */
  answers: readonly Answer[];
  /** When that was read and not only found to be the same. */
  readMs: number;
};

type Answer = { readonly bytes: Uint8Array; readonly mark: Mark };

/** `same`: it says what it said before. */
export type Visit = { readonly kind: 'read'; readonly reading: Reading } | { readonly kind: 'same' } | Failure;

/** What has not changed is read anew after this, ms: what is never closed ends by the clock. */
const REREAD_MS = HOUR_MS;

export function trailOf(way: Way): Trail {
  return { way, dueMs: 0, failures: 0, answers: [], readMs: 0 };
}

/** Asks for all that a way consists of, one after the other, and calls back once. Nothing comes after the cancellation. */
export function visit(world: Omit<World, 'close'>, trail: Trail, done: (visit: Visit) => void): Cancel {
  const { way } = trail;
  const answers: Answer[] = [];
  let changed = false;
  let cancel: Cancel | null = null;

  const end = (result: Visit): void => {
    if (result.kind === 'read') Object.assign(trail, { answers, readMs: world.nowMs() });
    else if (result.kind !== 'same') trail.answers = [];
    done(result);
  };

  const heard = (outcome: Outcome): void => {
    const before = trail.answers[answers.length];
    if (outcome.kind === 'answered') {
      changed ||= before === undefined || !isSame(before.bytes, outcome.bytes);
      answers.push(outcome);
    } else if (outcome.kind !== 'unchanged') return end(outcome);
    else if (before !== undefined) answers.push(before);
    else
      return end({
        kind: 'unreadable',
        why: 'it says that it has not changed, to a first question',
        retryAfterMs: null,
      });
    if (answers.length < way.asks.length) return ask();
    const isOld = world.nowMs() - trail.readMs >= REREAD_MS;
    end(changed || isOld ? readOf(way, answers, world.wallMs()) : { kind: 'same' });
  };

  const ask = (): void => {
    const asked = way.asks[answers.length] ?? '/';
    const request = typeof asked === 'string' ? get(asked) : attempt(() => asked(answers.map(({ bytes }) => bytes)));
    if ('why' in request) return end(request);
    const mark = trail.answers[answers.length]?.mark ?? NO_MARK;
    cancel = askPage(
      { world, open: way.open ?? world.open, origin: request.origin ?? way.origin, request, mark },
      heard,
    );
  };

  ask();
  return () => cancel?.();
}

function get(path: string): PageRequest {
  return { method: 'GET', path, headers: [], body: null };
}

function readOf(way: Way, answers: readonly Answer[], wallMs: number): Visit {
  const bodies = answers.map(({ bytes }) => bytes);
  const reading = attempt(() => way.read(bodies, wallMs));
  return 'why' in reading ? reading : { kind: 'read', reading };
}

/** A reader that breaks is our mistake; the page is unreadable all the same. */
function attempt<T extends object>(work: () => T): T | Failure {
  try {
    return work();
  } catch (error) {
    const fault = Fault.from(error);
    return { kind: fault.kind === 'refused' ? 'blocked' : 'unreadable', why: fault.message, retryAfterMs: null };
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
