import { describe, expect, it } from 'vitest';
import { Fault } from '../model/fault.ts';
import { LIMITS, type Rung } from '../model/route.ts';
import { nothingKept } from './below/below.ts';
import { lookBelow } from './below/look-below.ts';
import { lazyConversation } from './prepare/body.ts';
import { continued } from './splice/continued.ts';
import { outage } from './testing/outage.ts';
import { askedOf, routeOf } from './testing/parts.ts';
import { viewOf } from './view.ts';

const TARGET = 'a/m';
const LADDER: readonly Rung[] = [{ kind: 'model', provider: 'a', model: 'm', tries: 1, limits: LIMITS }];

/** A target of which calls fail and go well as they are told to, and for how long a caller would be told to stay away, ms. */
function target() {
  const { engine, world, turn } = outage({ a: {} });
  turn('a', { kind: 'refuses', status: 503 });
  const { book } = engine;
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hi' }] });
  const asked = askedOf(body, { route: routeOf(LADDER) });
  const conversation = lazyConversation(asked);
  const answer = continued(asked, engine, { ladder: LADDER, conversation });
  const view = viewOf(asked, LADDER, engine, { conversation, answer, below: lookBelow(asked, engine, nothingKept) });
  return {
    calls: (...faults: readonly ('overloaded' | null)[]): void => {
      for (const kind of faults)
        book.ended(TARGET, book.started(TARGET), kind === null ? null : new Fault(kind, 'as told'));
    },
    pass: world.pass,
    awayMs: (): number => view.restsUntilMs(0) - view.nowMs(),
  };
}

describe('a target that rests', () => {
  it('is away until it is looked at, and not where it comes and goes: there it may answer at any time', () => {
    const one = target();
    one.calls('overloaded', 'overloaded', 'overloaded');
    expect(one.awayMs()).toBeGreaterThan(1_000);
    // Somebody was answered all the same, and then it failed again.
    one.calls(null, 'overloaded', 'overloaded', 'overloaded');
    expect(one.awayMs()).toBeLessThanOrEqual(0);
    // A probe finds out that it is away.
    one.pass(5_000);
    expect(one.awayMs()).toBeGreaterThan(1_000);
  });
});
