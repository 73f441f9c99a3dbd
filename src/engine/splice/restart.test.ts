import { describe, expect, it } from 'vitest';
import type { ModelRung } from '../../model/route.ts';
import { breaksOff, FIRST, ignores, type Model, obeys, REST, stage } from '../testing/breaking.ts';

const RESTART = { 'x-failsoft-restart': 'ok' };
const WHOLE = 'The café opens at nine. Come early.';
const answers: Model = () => ({ pieces: WHOLE.match(/.{1,6}/gsu) ?? [] });
const nothing: Model = () => ({ pieces: [], end: 'reset' });

const staged = (models: readonly Model[], rungs: readonly Partial<ModelRung>[] = [{}, {}, {}]) => {
  const one = stage(models, rungs);
  return { ...one, ask: (more: object = {}) => one.ask(more, 'openai-chat', RESTART) };
};

/** What stands behind the last word that the answer begins anew, and what that word says. */
function split(raw: string): { readonly before: string; readonly told: unknown; readonly after: string } {
  const [before = '', rest = '', ...more] = raw.split('event: failsoft.restart\ndata: ');
  expect(more).toEqual([]);
  const end = rest.indexOf('\n\n');
  return { before, told: JSON.parse(rest.slice(0, end)), after: rest.slice(end + 2) };
}
const wordsIn = (text: string): string => [...text.matchAll(/"content":"([^"]*)"/g)].map(([, words]) => words).join('');

describe('a caller that lets an answer begin anew', () => {
  it('is told to let go of what it has, and gets a whole answer from the next rung', () => {
    const one = staged([breaksOff(), answers]);
    const { raw, state, comment } = one.ask();
    const { before, told, after } = split(raw);
    expect(told).toEqual({ from: 0, servedBy: 'b/m' });
    expect([wordsIn(before), wordsIn(after)]).toEqual([FIRST, WHOLE]);
    expect(after.match(/"role":"assistant"/g)).toHaveLength(1);
    expect(raw.match(/\[DONE\]/g)).toHaveLength(1);
    expect([state, comment]).toEqual(['ended', 'x-failsoft-mode=standby x-failsoft-served-by=b/m']);
    expect(one.entries).toMatchObject([{ outcome: 'answered', servedBy: 'b/m', attempts: [{ fault: 'cut' }, {}] }]);
  });

  it('gets the rest of it rather than another one, where somebody finds the place', () => {
    const one = staged([breaksOff(), obeys(), answers], [{}, { continue: true }, {}]);
    const { raw, text } = one.ask();
    expect(text).toBe(FIRST + REST);
    expect(raw).not.toContain('restart');
  });

  it('gets another one where nobody does', () => {
    const one = staged([breaksOff(), ignores, answers], [{}, { continue: true }, {}]);
    const { told, after } = split(one.ask().raw);
    expect([told, wordsIn(after)]).toEqual([{ from: 0, servedBy: 'c/m' }, WHOLE]);
  });

  it('hears of it when there is something to say, and of an error as ever when there is not', () => {
    const passed = staged([breaksOff(), nothing, answers]);
    expect(split(passed.ask().raw)).toMatchObject({ told: { servedBy: 'c/m' } });
    const lost = staged([breaksOff(), nothing, nothing]);
    const { raw, state } = lost.ask();
    expect(raw).not.toContain('failsoft.restart');
    expect(raw).toContain(`x-failsoft-partial=${FIRST.length} x-failsoft-fault=cut`);
    expect(state).toBe('destroyed');
    expect(lost.entries).toMatchObject([{ outcome: 'broken', servedBy: 'a/m' }]);
  });

  it('hears of it once when its next author only thinks, and another goes on behind the thought', () => {
    const thought = { reasoning_content: 'Hm, when does it open?' };
    const one = staged([breaksOff(), () => ({ pieces: [], more: [thought], end: 'reset' }), answers]);
    const { raw, state } = one.ask();
    const { after } = split(raw);
    expect(after).toContain(thought.reasoning_content);
    expect([wordsIn(after), state]).toEqual([WHOLE, 'ended']);
  });

  it('may have the new answer gone on with, as if nothing had been before it', () => {
    const second = 'Another answer, which breaks off ';
    // In a text of spaces nobody finds a place.
    const one = staged([breaksOff('   '), breaksOff(second), obeys('and ends.')], [{}, {}, { continue: true }]);
    const { raw, comment } = one.ask();
    expect(wordsIn(split(raw).after)).toBe(`${second}and ends.`);
    const cut = second.length;
    expect(comment).toBe(`x-failsoft-mode=standby x-failsoft-served-by=b/m[0,${cut}] c/m[${cut},${cut + 9}]`);
    expect(one.entries[0]?.attempts.map(({ target, said }) => [target, said])).toEqual([
      ['a/m', undefined],
      ['b/m', { from: 0, to: cut }],
      ['c/m', { from: cut, to: cut + 9 }],
    ]);
  });

  it('is asked by nobody else behind a call of a tool that it has seen', () => {
    const call = {
      tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } }],
    };
    const shown: Model = () => ({ pieces: ['Hm. '], more: [call, { content: 'And' }], end: 'cut' });
    const one = staged([shown, answers]);
    const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];
    expect(one.ask({ tools })).toMatchObject({ state: 'destroyed' });
    expect(one.seen[1]).toEqual([]);
  });
});

describe('any other caller', () => {
  it('has nothing taken back', () => {
    for (const headers of [{}, { 'x-failsoft-restart': 'no' }]) {
      const one = stage([breaksOff(), answers], [{}, {}]);
      expect(one.ask({}, 'openai-chat', headers)).toMatchObject({ text: FIRST, state: 'destroyed' });
      expect(one.seen[1]).toEqual([]);
    }
  });
});
