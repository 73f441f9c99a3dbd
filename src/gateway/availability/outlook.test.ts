import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rung } from '../../model/route.ts';
import type { Standing } from '../../resilience/request-state.ts';
import { CACHE, model, request } from '../../resilience/testing/request.ts';
import { availabilityOf, type RungNow } from './outlook.ts';

const ROUTE = { name: 'chat', match: ['*'] };

const rung = (label: string, changes: Partial<RungNow> = {}): RungNow => ({
  kind: 'model',
  label,
  local: false,
  state: 'ready',
  rests: null,
  sinceMs: 0,
  nextTryAtMs: null,
  ...changes,
});
const best = rung('a/m');
const away = rung('a/m', { state: 'resting', rests: 'failing', sinceMs: 1_000, nextTryAtMs: 9_000 });
const other = rung('b/m');
const own = rung('ollama/m', { local: true });
const cache = rung('cache', { kind: 'cache' });
const notice = rung('notice', { kind: 'notice' });

describe('what an app should show', () => {
  it.each<readonly [string, readonly RungNow[], object]>([
    [
      'is nothing while the best rung answers',
      [best, other],
      { mode: 'primary', level: 0, servedBy: 'a/m', why: '', sinceMs: null, nextTryAtMs: null },
    ],
    [
      'is who stands in, why, and when the best is tried',
      [away, other],
      {
        mode: 'standby',
        level: 1,
        servedBy: 'b/m',
        why: 'a/m is not asked, because its calls fail.',
        sinceMs: 1_000,
        nextTryAtMs: 9_000,
      },
    ],
    ['is that a model on this machine does', [away, own], { mode: 'local', level: 2, servedBy: 'ollama/m' }],
    ['is that older answers are given', [away, cache, notice], { mode: 'cache', level: 3, servedBy: '' }],
    ['is the notice', [away, notice], { mode: 'notice', level: 3, servedBy: '' }],
    [
      'is who comes and goes, before the notice alone',
      [{ ...away, rests: 'ebbing' }, notice],
      { mode: 'primary', level: 0, servedBy: 'a/m' },
    ],
    [
      'is older answers rather than who comes and goes',
      [{ ...away, rests: 'ebbing' }, cache, notice],
      { mode: 'cache' },
    ],
    [
      'is who stands in for one that comes and goes',
      [{ ...away, rests: 'ebbing' }, other],
      {
        mode: 'standby',
        why: 'a/m is asked only where nobody else could answer, because many of its calls fail.',
      },
    ],
    ['is that nobody is there', [away], { mode: 'none', level: 3, servedBy: '', sinceMs: 1_000 }],
    [
      'is who is just back, before all that is no model',
      [{ ...away, state: 'ramping', rests: null }, notice],
      { mode: 'primary', level: 0 },
    ],
    [
      'is the standby, as long as most requests go there',
      [{ ...away, state: 'ramping', rests: null }, other],
      { mode: 'standby', why: 'a/m is just back, and gets a share of the requests only.' },
    ],
    [
      'has begun when the last of those above went away',
      [away, rung('b/m', { ...away, label: 'b/m', sinceMs: 5_000 }), own],
      { mode: 'local', sinceMs: 5_000 },
    ],
    [
      'has begun when who answers came back',
      [away, rung('b/m', { sinceMs: 7_000 })],
      { mode: 'standby', sinceMs: 7_000 },
    ],
    [
      'has begun nobody knows when',
      [rung('a/m', { state: 'parked', sinceMs: null }), other],
      { sinceMs: null, why: 'a/m is not asked, because all its keys have to rest.' },
    ],
    [
      'is that the network is gone',
      [{ ...away, rests: 'cut-off' }, own],
      { mode: 'local', why: 'a/m is not asked, because nothing can be reached from the gateway.' },
    ],
    ['is that nobody is there where there are no rungs', [], { mode: 'none', why: '' }],
  ])('%s', (_, ladder, shown) => {
    expect(availabilityOf(ROUTE, ladder)).toMatchObject(shown);
  });

  it('is whom the plan of the next request begins with, whatever rests', () => {
    const all = ['ready', 'ramping', 'resting', 'ebbing', 'parked', 'forbidden'] as const;
    const states = fc.array(fc.constantFrom(...all), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(states, fc.boolean(), fc.boolean(), (said, withCache, withNotice) => {
        const stands = said.map((one): Standing => (one === 'ebbing' ? 'resting' : one));
        const ebbing = said.flatMap((one, index) => (one === 'ebbing' ? [index] : []));
        const ladder: Rung[] = stands.map((_, index) => model(`p${index}`));
        if (withCache) ladder.push(CACHE);
        if (withNotice) ladder.push({ kind: 'notice', text: 'away' });
        const one = request(ladder, { standing: (index) => stands[index] ?? 'ready', ebbing });
        one.tell({ type: 'asked' });
        const shown = availabilityOf(ROUTE, [
          ...stands.map((state, index) =>
            rung(`p${index}/m`, { state, rests: ebbing.includes(index) ? 'ebbing' : null }),
          ),
          ...(withCache ? [cache] : []),
          ...(withNotice ? [notice] : []),
        ]);
        const [first] = one.starts();
        const begun = first === undefined ? one.end()?.kind : ladder[first]?.kind;
        if (shown.servedBy !== '') {
          expect(shown.servedBy).toBe(`p${first}/m`);
          expect(shown.mode).toBe(first === 0 ? 'primary' : 'standby');
          expect(shown.why === '').toBe(first === 0);
        } else if (shown.mode === 'none') {
          if (first !== undefined) expect(stands[first]).toBe('resting');
          expect(withCache || withNotice).toBe(false);
        } else expect(begun).toBe(shown.mode);
      }),
      { numRuns: 2_000 },
    );
  });
});
