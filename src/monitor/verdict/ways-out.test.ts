import { describe, expect, it } from 'vitest';
import { cell, MINUTE_MS, play, SECOND_MS, times } from './testing/play.ts';

const OPUS = cell('claude-api', 'claude-opus-4-7');
const GPT = cell('openai-api', 'gpt-5.6');
const GEMINI = cell('gemini-api', 'gemini-3-pro');

describe('our own network', () => {
  it('is blamed when strangers are lost together, and nobody else', () => {
    const p = play();
    for (const model of [OPUS, GPT, GEMINI]) p.calls(model, times(10, 'well'));
    for (let round = 0; round < 20; round += 1)
      for (const model of [OPUS, GPT, GEMINI]) p.calls(model, ['unreachable'], { everyMs: 3 * SECOND_MS });
    p.wait(20 * SECOND_MS);
    for (const verdict of p.book.verdicts()) {
      expect(verdict).toMatchObject({ condition: 'unknown', confidence: 'none', evidence: [{ kind: 'network' }, {}] });
      expect(verdict.bad).toBeLessThan(0.1);
    }
    expect(p.changes.map(({ verdict }) => verdict.condition)).not.toContain('down');
    for (const model of [OPUS, GPT, GEMINI]) p.calls(model, times(5, 'well'));
    p.wait(20 * SECOND_MS);
    expect(p.book.verdicts().map(({ condition }) => condition)).toEqual(['healthy', 'healthy', 'healthy']);
  });

  it('condemns nobody either where calls are few and far between', () => {
    const p = play();
    for (const model of [OPUS, GPT]) p.calls(model, times(10, 'well'));
    for (let round = 0; round < 30; round += 1)
      for (const model of [OPUS, GPT]) p.calls(model, ['timeout'], { everyMs: 30 * SECOND_MS });
    expect(p.changes.map(({ verdict }) => verdict.condition)).not.toContain('down');
    expect(p.changes.map(({ verdict }) => verdict.condition)).not.toContain('degraded');
  });

  it('is no excuse while somebody else is reached', () => {
    const p = play();
    for (let round = 0; round < 10; round += 1) {
      p.calls(OPUS, ['unreachable']);
      p.calls(GPT, ['unreachable']);
      p.calls(GEMINI, ['well']);
    }
    p.wait(10 * SECOND_MS);
    expect([p.condition('claude-api'), p.condition('openai-api'), p.condition('gemini-api')]).toEqual([
      'down',
      'down',
      'healthy',
    ]);
  });

  it('is no excuse for what they answer', () => {
    const p = play();
    for (let round = 0; round < 10; round += 1) for (const model of [OPUS, GPT, GEMINI]) p.calls(model, [503]);
    p.wait(10 * SECOND_MS);
    expect([p.condition('claude-api'), p.condition('openai-api'), p.condition('gemini-api')]).toEqual([
      'down',
      'down',
      'down',
    ]);
  });

  it('takes a minute where nobody else can be asked, and none where somebody has knocked', () => {
    const downAfterMs = (knocks: boolean): number => {
      const p = play(['claude-api']);
      p.calls(OPUS, times(10, 'well'));
      const startMs = p.nowMs();
      for (let call = 0; call < 60; call += 1) {
        p.calls(OPUS, ['unreachable'], { everyMs: 2 * SECOND_MS });
        if (knocks) p.book.network(true, p.nowMs());
        if (p.condition('claude-api') === 'down') return p.nowMs() - startMs;
      }
      return Number.POSITIVE_INFINITY;
    };
    expect(downAfterMs(true)).toBeLessThanOrEqual(20 * SECOND_MS);
    expect(downAfterMs(false)).toBeGreaterThan(MINUTE_MS);
    expect(downAfterMs(false)).toBeLessThan(2 * MINUTE_MS);
  });

  it('is believed to be down when somebody has knocked in vain, until somebody is reached', () => {
    const p = play(['claude-api']);
    p.calls(OPUS, times(10, 'well'));
    p.calls(OPUS, times(3, 'unreachable'));
    p.book.network(false, p.nowMs());
    p.calls(OPUS, times(30, 'unreachable'));
    expect(p.of('claude-api')).toMatchObject({ condition: 'unknown', evidence: [{ kind: 'network' }, {}] });
    p.book.network(true, p.nowMs());
    p.wait(20 * SECOND_MS);
    expect(p.condition('claude-api')).toBe('healthy');
  });

  it('has nothing to do with what is on this machine', () => {
    const p = play(['claude-api', 'openai-api', 'ollama'], ['ollama']);
    for (let round = 0; round < 10; round += 1)
      for (const model of [OPUS, GPT, cell('ollama', 'llama3.2')]) p.calls(model, ['unreachable']);
    p.wait(10 * SECOND_MS);
    expect([p.condition('claude-api'), p.condition('openai-api'), p.condition('ollama')]).toEqual([
      'unknown',
      'unknown',
      'down',
    ]);
  });
});
