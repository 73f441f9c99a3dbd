import { describe, expect, it } from 'vitest';
import { cell, MINUTE_MS, play, SECOND_MS, times } from './testing/play.ts';

const OPUS = cell('claude-api', 'claude-opus-4-7');
const SONNET = cell('claude-api', 'claude-sonnet-5');
const HAIKU = cell('claude-api', 'claude-haiku-4-5');
const GPT = cell('openai-api', 'gpt-5.6');

describe('a surface is in trouble', () => {
  it.each([
    ['not for one of three models', [OPUS], 'healthy'],
    ['for two families', [OPUS, HAIKU], 'down'],
    ['for one that most of it is used for', [SONNET], 'down'],
  ])('%s', (_, broken, condition) => {
    const p = play(['claude-api']);
    for (let round = 0; round < 20; round += 1) {
      p.calls(OPUS, ['well']);
      p.calls(HAIKU, ['well']);
      p.calls(SONNET, times(6, 'well'));
    }
    for (let round = 0; round < 10; round += 1)
      for (const model of [OPUS, SONNET, HAIKU])
        p.calls(model, [broken.includes(model) ? 529 : 'well'], { everyMs: 4 * SECOND_MS });
    p.wait(20 * SECOND_MS);
    expect(p.condition('claude-api')).toBe(condition);
  });

  it('for two models of one family only where they are most of it', () => {
    const p = play(['claude-api']);
    const older = cell('claude-api', 'claude-opus-4-6');
    for (let round = 0; round < 20; round += 1)
      for (const model of [OPUS, older, SONNET, HAIKU, HAIKU]) p.calls(model, ['well']);
    for (let round = 0; round < 10; round += 1)
      for (const model of [OPUS, older, SONNET, HAIKU])
        p.calls(model, [model === OPUS || model === older ? 529 : 'well']);
    p.wait(20 * SECOND_MS);
    expect([p.condition('claude-api'), p.condition('claude-api', 'claude-opus-4-7')]).toEqual(['healthy', 'down']);
  });

  it('when nobody can connect to it, although each model was asked too seldom to say', () => {
    const p = play();
    p.calls(GPT, times(20, 'well'));
    const models = ['claude-opus-4-7', 'claude-sonnet-5', 'claude-haiku-4-5', 'claude-fable-5'];
    for (const model of models) {
      p.calls(cell('claude-api', model), ['unreachable'], { everyMs: 15 * SECOND_MS });
      p.calls(GPT, ['well']);
    }
    p.wait(20 * SECOND_MS);
    expect(p.condition('claude-api')).toBe('down');
  });

  it('also when its users have left it for a standby, which makes them no less its users', () => {
    const p = play(['claude-api']);
    for (let round = 0; round < 100; round += 1) {
      p.calls(SONNET, times(3, 'well'));
      p.calls(HAIKU, ['well']);
    }
    p.calls(SONNET, times(6, 529));
    for (let minute = 0; minute < 240; minute += 1) {
      p.calls(HAIKU, times(4, 'well'), { everyMs: 10 * SECOND_MS });
      p.calls(SONNET, [529], { everyMs: 20 * SECOND_MS, kind: 'probe' });
    }
    expect(p.condition('claude-api')).toBe('down');
  });
});

describe('what a key is told', () => {
  it('is about this key, and never about its provider', () => {
    const p = play(['claude-api']);
    p.calls(cell('claude-api', 'claude-opus-4-7', 0), times(20, 'well'));
    p.calls(cell('claude-api', 'claude-opus-4-7', 1), times(10, 429));
    p.calls(cell('claude-api', 'claude-opus-4-7', 2), times(10, 401));
    p.wait(20 * SECOND_MS);
    const said = p.book.verdicts().map((one) => [one.cell.model, one.cell.credential, one.condition]);
    expect(said).toEqual([
      [null, null, 'healthy'],
      [null, 1, 'degraded'],
      [null, 2, 'down'],
    ]);
    const [, limited, refused] = p.book.verdicts();
    expect(limited?.evidence[0]?.text).toBe('10 of 10 requests with this key met a limit between 09:00 and 09:01 UTC');
    expect(refused?.evidence[0]?.text).toBe('This key was refused with 401 at 09:01 UTC');
    p.calls(cell('claude-api', 'claude-opus-4-7', 2), ['well']);
    p.wait(11 * MINUTE_MS);
    expect(p.book.verdicts()).toHaveLength(1);
  });

  it('is not what was wrong with the request', () => {
    const p = play(['claude-api']);
    p.calls(cell('claude-api', 'claude-opus-4-7', 0), times(20, 400));
    p.wait(20 * SECOND_MS);
    expect(p.book.verdicts().map(({ condition }) => condition)).toEqual(['unknown']);
  });
});
