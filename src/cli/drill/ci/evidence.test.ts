import { describe, expect, it } from 'vitest';
import type { Workflow } from '../../../audit/workflows/schema.ts';
import { evidenceOf, TELLER } from './evidence.ts';
import { renderJunit } from './junit.ts';
import { judge, type Shown } from './runs.ts';

const OCCASION = { command: 'npm test', day: '2026-11-26', code: 'c0de', config: null, unnamed: [] };

function shown(preset: Shown['preset'], code: number | null, workflows: readonly string[] = []): Shown {
  const reached = { requests: 2, asked: ['anthropic'], models: ['m'], struck: 1, workflows };
  return judge({ preset, takes: ['anthropic'] }, reached, { code, tookMs: 61_000, said: '' });
}

describe('what a command has shown of a workflow', () => {
  const reply: Workflow = { id: 'reply' };

  it('is of each scenario the worst of the runs that its requests met', () => {
    const runs = [shown('down', 0, ['reply']), shown('hang', null, ['reply']), shown('cut', 0, ['reply', 'search'])];
    expect(evidenceOf(reply, runs, OCCASION)).toEqual([
      {
        kind: 'drill',
        scenario: 'provider-down',
        at: '2026-11-26',
        result: 'fail',
        code: 'c0de',
        by: TELLER,
        note: 'npm test, in hang: it was still at it after 61 s: something waits without a deadline',
      },
      expect.objectContaining({ scenario: 'stream-cut', result: 'pass' }),
    ]);
  });

  it('is nothing where the requests are those of another one, or name none and nobody says whose they are', () => {
    expect(evidenceOf(reply, [shown('down', 0, ['search'])], OCCASION)).toEqual([]);
    expect(evidenceOf(reply, [shown('down', 0)], OCCASION)).toEqual([]);
    expect(evidenceOf(reply, [shown('down', 0)], { ...OCCASION, unnamed: ['reply'] })).toHaveLength(1);
  });

  it('is nothing where no workflow is asked for it', () => {
    expect(evidenceOf(reply, [shown('key-leak-rotate', 1, ['reply'])], OCCASION)).toEqual([]);
  });
});

describe('the runs as JUnit has them', () => {
  it('are cases that pass, fail or are in error, with names that cannot break the file', () => {
    const nothing = judge(
      { preset: 'cut', takes: ['openai'] },
      { requests: 0, asked: [], models: [], struck: 0, workflows: [] },
      { code: 0, tookMs: 5, said: '' },
    );
    const text = renderJunit('sh -c "a <b> & \u0007c"', [shown('down', 0), shown('hang', 3), nothing]);
    expect(text).toContain(
      '<testsuite name="sh -c &quot;a &lt;b&gt; &amp;  c&quot;" tests="3" failures="1" errors="1" time="122.005">',
    );
    expect(text).toContain('name="down (anthropic)" time="61.000"/>');
    expect(text).toContain('<failure message="it ended with 3"/>');
    expect(text).toContain('<error message="no request met it');
  });
});
