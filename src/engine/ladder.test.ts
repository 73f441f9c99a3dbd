import { describe, expect, it } from 'vitest';
import { LIMITS, type ModelRung, type Rung } from '../model/route.ts';
import { ladderFor } from './ladder.ts';
import { lazyConversation } from './prepare/body.ts';
import { askedOf, routeOf } from './testing/parts.ts';

const rung = (provider: string, model: string | null, change: Partial<ModelRung> = {}): ModelRung => ({
  kind: 'model',
  provider,
  model,
  tries: 2,
  limits: LIMITS,
  ...change,
});

function ladderOf(ladder: readonly Rung[], wanted: string): readonly Rung[] {
  const body = JSON.stringify({ model: wanted, messages: [{ role: 'user', content: 'Hi' }] });
  const asked = askedOf(body, { route: routeOf(ladder) });
  return ladderFor(asked, lazyConversation(asked));
}

describe('the rungs of a request', () => {
  const NOTICE: Rung = { kind: 'notice', text: 'Nobody can answer' };
  const [any, small, other] = [rung('a', null), rung('a', 'small'), rung('b', 'small')];

  it('have each target once, also where one of them is the model that was asked for and another one names it', () => {
    expect(ladderOf([any, small, other, NOTICE], 'small')).toEqual([any, other, NOTICE]);
    expect(ladderOf([small, any, other, NOTICE], 'small')).toEqual([small, other, NOTICE]);
    expect(ladderOf([any, small, other, NOTICE], 'large')).toEqual([any, small, other, NOTICE]);
  });

  it('have it twice only where the second one may go on with what the first has begun', () => {
    const goesOn = rung('a', 'small', { continue: true });
    expect(ladderOf([any, goesOn, other], 'small')).toEqual([any, goesOn, other]);
  });
});
