import { describe, expect, it } from 'vitest';
import type { ModelRung } from '../../model/route.ts';
import { breaksOff, type Model, obeys, stage } from '../testing/breaking.ts';
import { whyNotGood } from './remember.ts';

const answers: Model = () => ({ pieces: ['It opens ', 'at nine.'] });
const nothing: Model = () => ({ pieces: [], end: 'reset' });
const thinks: Model = () => ({ ...nothing({}), more: [{ reasoning_content: 'At nine, or so.' }] });

/** What is said of the answer of two models, where the second one is the best of its route: the first was only asked before it. */
function whyNot(models: readonly Model[], rungs: readonly Partial<ModelRung>[]): string | null | undefined {
  const one = stage(models, rungs);
  one.ask({}, 'openai-chat', { 'x-failsoft-restart': 'ok' });
  const [entry] = one.entries;
  return entry?.outcome === 'answered' ? whyNotGood({ ...entry, mode: 'primary' }) : undefined;
}

describe('an answer of the best model', () => {
  it.each<readonly [string, readonly Model[], readonly Partial<ModelRung>[]]>([
    ['goes on with the words of another one', [breaksOff(), obeys()], [{}, { continue: true }]],
    ['begins anew behind the words of another one', [breaksOff(), answers], [{}, {}]],
    ['stands behind the thoughts of another one', [thinks, answers], [{}, {}]],
  ])('is not kept where it %s', (_, models, rungs) => {
    expect(whyNot(models, rungs)).toBe('put together');
  });

  it('is kept where another one had failed before it said anything', () => {
    expect(whyNot([nothing, answers], [{}, {}])).toBeNull();
  });
});
