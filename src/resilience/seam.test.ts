import { describe, expect, it } from 'vitest';
import { beginningOf, lookForSeam, lookForSpaces, seamBehind } from './seam.ts';
import { type Behaviour, BEHAVIOUR_NAMES, KIND_NAMES, seeded, trial, type Verdict } from './testing/seam-trials.ts';

/** Per kind of text and behaviour; `npm run seams` makes many more. */
const TRIALS = 60;

function verdicts(behaviour: Behaviour): readonly Verdict[] {
  const random = seeded(BEHAVIOUR_NAMES.indexOf(behaviour) + 1);
  return KIND_NAMES.flatMap((kind) => Array.from({ length: TRIALS }, () => trial(kind, behaviour, random)));
}

describe('two answers that are joined', () => {
  it.each(BEHAVIOUR_NAMES)('are never joined wrongly when the second one %s', (behaviour) => {
    expect(verdicts(behaviour)).not.toContain('corrupt');
  });

  it.each([
    'obeys',
    'changes spaces',
    'changes quotes',
    'says a few words first',
    'breaks the line behind the mark',
  ] as const)('are joined always when it %s, which harms nothing', (behaviour) => {
    expect(new Set(verdicts(behaviour))).toEqual(new Set(['right']));
  });

  it.each([
    'begins anew',
    'goes on without a mark',
    'repeats a little, without a mark',
    'wraps it up',
    'takes another mark',
  ] as const)('are never joined when it %s', (behaviour) => {
    expect(new Set(verdicts(behaviour))).toEqual(new Set(['rejected']));
  });
});

describe('the seam', () => {
  const shown =
    'It was a bright cold day in April, and the clocks were striking thirteen. Winston Smith, his chin nuzzled';
  const seam = seamBehind(shown, 'k3');

  it('asks for the last words, most of them between marks', () => {
    expect(beginningOf(seam)).toMatch(/^⟦k3⟧[^⟦]{40,}⟦\/k3⟧ Winston Smith, his chin nuzzled$/);
    expect(shown.endsWith(seam.echo + seam.tail)).toBe(true);
    expect(seam.echo.length + seam.tail.length).toBeLessThanOrEqual(120);
  });

  it('is unknown as long as it may still come, and wrong when it does not', () => {
    const said = `${beginningOf(seam)} into his breast`;
    for (let end = 0; end < beginningOf(seam).length; end += 1) {
      expect(lookForSeam(said.slice(0, end), seam, false)).toEqual({ is: 'unknown' });
      expect(lookForSeam(said.slice(0, end), seam, true)).toEqual({ is: 'wrong' });
    }
    expect(lookForSeam(said, seam, false)).toEqual({ is: 'right', rest: ' into his breast' });
    expect(lookForSeam('x'.repeat(300), seam, false)).toEqual({ is: 'wrong' });
    expect(lookForSeam(seam.open + 'x'.repeat(600), seam, false)).toEqual({ is: 'wrong' });
  });

  it('may be the end of an answer of which only the last spaces are missing', () => {
    const ended = seamBehind('The end.\n', 'k3');
    const said = beginningOf(ended).trimEnd();
    expect(lookForSeam(said, ended, false)).toEqual({ is: 'unknown' });
    expect(lookForSeam(said, ended, true)).toEqual({ is: 'right', rest: '' });
  });

  it.each(['a', 'Hi', '🚦', 'x'.repeat(5_000), 'x   ', '⟦k3⟧', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'])(
    'is found behind %j',
    (text) => {
      const one = seamBehind(text, 'z9');
      expect(one.echo + one.tail).toBe(text.slice(text.length - one.echo.length - one.tail.length));
      expect(beginningOf(one).isWellFormed()).toBe(true);
      expect(lookForSeam(`${beginningOf(one)}!`, one, false)).toEqual({ is: 'right', rest: '!' });
    },
  );

  it('is nowhere behind nothing but space, which can be told from no other', () => {
    const one = seamBehind(' \n', 'z9');
    expect(lookForSeam(`${beginningOf(one)}!`, one, false)).toEqual({ is: 'wrong' });
  });

  it('of words that were put into a mouth lies behind the spaces that could not be', () => {
    expect(lookForSpaces('more', '', false)).toEqual({ is: 'right', rest: 'more' });
    expect(lookForSpaces('\n\n- more', '\n', false)).toEqual({ is: 'right', rest: '\n- more' });
    expect(lookForSpaces('', '\n', false)).toEqual({ is: 'unknown' });
    expect(lookForSpaces('more', '\n', false)).toEqual({ is: 'wrong' });
    expect(lookForSpaces('', '\n', true)).toEqual({ is: 'right', rest: '' });
  });
});
