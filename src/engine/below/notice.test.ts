import { describe, expect, it } from 'vitest';
import type { NoticeRung, Rung } from '../../model/route.ts';
import { type Asking, counter, type Counter, TWO } from '../testing/counter.ts';

const ALL = 'Since {since}; now {now}; because {cause}; next {next}. {{since}}';
const [first] = TWO;

function house(notice: Partial<NoticeRung>): Counter {
  const ladder: readonly Rung[] = [...(first === undefined ? [] : [first]), { kind: 'notice', text: ALL, ...notice }];
  return counter({ ladder, cache: { freshMs: 600_000, staleMs: 600_000, sampled: true } });
}

const get = (one: Counter, asking: Asking = {}): { status: number; text: string; headers: Record<string, string> } => {
  const talk = one.get({ stream: false, ...asking });
  return { status: talk.head().status, text: talk.heard(), headers: { ...talk.head().headers } };
};

/** Until nobody asks the model any more. */
function down(one: Counter): void {
  one.turn('overloaded');
  for (let seed = 0; seed < 5; seed += 1) one.ask({ body: { seed } });
  one.world.pass(200);
}

const TIME = String.raw`\d\d:\d\d UTC`;

describe('a notice', () => {
  it('tells since when, why, and when somebody is asked again', () => {
    const one = house({});
    down(one);
    one.world.pass(1);
    const talk = one.ask({ stream: false });
    one.world.pass(0);
    expect(talk.heard()).toMatch(
      new RegExp(`Since ${TIME}; now ${TIME}; because a is overloaded; next (${TIME}|soon)\\. \\{since\\}`),
    );
  });

  it('says the day where it is another one, and the time of the zone that it is for', () => {
    const one = house({ text: '{since} | {now}', timeZone: 'America/New_York' });
    down(one);
    // A probe a minute finds that nothing has changed.
    one.world.pass(26 * 3_600_000);
    const [, since = '', now = ''] = /"content":"(.*?) \| (.*?)"/.exec(get(one).text) ?? [];
    expect(since).toMatch(/^(?:\d+ [A-Z][a-z]+, )?\d\d:\d\d GMT-[45]$/);
    expect(now).toMatch(/^\d\d:\d\d GMT-[45]$/);
  });

  it('is an error in the caller’s dialect where the operator wants that', () => {
    const one = house({ text: 'Away, because {cause}.', as: 'error' });
    one.turn('overloaded');
    for (const [caller, pattern] of [
      ['openai-chat', /^\{"error":\{"message":"Away, because a is overloaded\."/],
      ['anthropic', /^\{"type":"error","error":\{"type":"overloaded_error","message":"Away, because /],
      ['gemini', /"status":"UNAVAILABLE"/],
    ] as const)
      for (const stream of [true, false]) {
        const told = get(one, { caller, stream, asked: { untilMs: Number.POSITIVE_INFINITY } });
        expect([told.text, told.status, told.headers['x-failsoft-mode']]).toEqual([
          expect.stringMatching(pattern),
          caller === 'anthropic' ? 529 : 503,
          'notice',
        ]);
      }
    expect(one.entries.at(-1)).toMatchObject({ outcome: 'failed', mode: 'notice', fault: 'away', status: 503 });

    // Who was sent the head of a stream while everybody waited hears it there.
    const waiting = house({ text: 'Away, because {cause}.', as: 'error' });
    waiting.turn('hangs');
    const late = get(waiting, { stream: true });
    expect(late.status).toBe(200);
    expect(late.text).toMatch(/data: \{"error":\{"message":"Away, because a does not answer in time\.".*\n\n$/);
    expect(late.text).not.toContain('[DONE]');
  });

  it('is never kept as an answer, by nobody', () => {
    const one = house({});
    one.turn('overloaded');
    const told = get(one);
    expect(told.headers).toMatchObject({ 'x-failsoft-mode': 'notice', 'cache-control': 'no-store' });
    expect(one.engine.answers.counts().entries).toBe(0);
    one.turn('well');
    one.world.pass(60_000);
    expect(get(one).headers['x-failsoft-mode']).toBe('primary');
  });
});
