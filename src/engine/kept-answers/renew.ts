import { isEarly } from '../../cache/early.ts';
import type { Entry } from '../../cache/entry.ts';
import { targetOf } from '../../model/route.ts';
import { shareOf } from '../../resilience/breaker.ts';
import type { Asked, Sink } from '../asked.ts';
import { type Engine, newId } from '../engine.ts';
import type { Waiting } from './audience.ts';
import { RENEWAL } from './counts.ts';
import { ageOf } from './labelled-answer.ts';
import type { Question } from './question.ts';

const NOBODY: Sink = { head: () => {}, write: () => true, end: () => {}, destroy: () => {} };

/**
 * Asks anew, and says whether it does, for an answer that was given although it is no longer fresh, or soon will not be: once at a
 * time, also where several gateways have one file; within a budget; and only while the best model of the route is well. `ask`: asks, and
 * calls `over` in the end.
 */
export function renewWith(
  asked: Asked,
  { tenant, key }: Question,
  engine: Engine,
  ask: (one: Waiting, over: () => void) => void,
): boolean {
  const { answers, renewals, unkept, world } = engine;
  // What could not be kept a moment ago will hardly be another answer now.
  if (unkept.has(key.id, world.nowMs())) return false;
  if (!isBestWell(asked, engine) || answers.fetch(tenant, key, world.wallMs()) || !renewals.begin(key.id)) return false;
  const over = (): void => renewals.end(key.id);
  answers.turn(key.id, (isOurs) => {
    // Another gateway may have just been done with it.
    if (!isOurs || answers.fetch(tenant, key, world.wallMs())) return over();
    const { untilMs: _, ...own } = asked;
    const renewal = { ...own, id: newId(world), workflow: RENEWAL };
    ask({ asked: renewal, sink: NOBODY, record: engine.journal.record }, over);
  });
  return true;
}

function isBestWell({ route, scan }: Asked, { book, world }: Engine): boolean {
  const [best] = route.ladder;
  if (best?.kind !== 'model') return false;
  const target = targetOf(best, scan.model);
  return shareOf(book.of(target).breaker, world.nowMs()) === 1;
}

/** Is it asked for so often that somebody should ask anew before it is no longer fresh? Where that is done behind answers at all. */
export function ripens(entry: Entry, { cache }: Question, engine: Engine): boolean {
  if (cache.revalidateMs === 0) return false;
  const { tookMs } = entry;
  return isEarly({ ageMs: ageOf(entry, engine), freshMs: cache.freshMs, tookMs }, engine.world.random());
}
