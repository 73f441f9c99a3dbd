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

/** A target of which calls fail and go well as they are told to, and whether it comes and goes. */
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
    ebbs: (): boolean => view.comesAndGoes(0),
    awayMs: (): number => view.restsUntilMs(0) - view.nowMs(),
  };
}

describe('a target that rests', () => {
  it('is away until it is looked at, and comes and goes once it has answered in between', () => {
    const one = target();
    one.calls('overloaded', 'overloaded', 'overloaded');
    expect(one.awayMs()).toBeGreaterThan(1_000);
    expect(one.ebbs()).toBe(false);
    // Somebody was answered all the same, and then it failed again.
    one.calls(null, 'overloaded', 'overloaded', 'overloaded');
    expect(one.ebbs()).toBe(true);
    // Probes find out that it is away.
    one.pass(120_000);
    expect(one.ebbs()).toBe(false);
  });
});
