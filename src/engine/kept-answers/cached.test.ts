import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { ProtocolId } from '../../protocols/protocol.ts';
import { type Asking, counter, FRESH, type Mood, type Talk, textOf, TWO, WITH_CACHE } from '../testing/counter.ts';

const statusOf = (talk: Talk): string => talk.head().headers['cache-status'] ?? '';
const modeOf = (talk: Talk): string => talk.head().headers['x-failsoft-mode'] ?? '';

describe('an answer that was given before', () => {
  it('is given again to the same request, and says what it is', () => {
    const one = counter();
    const first = one.get();
    expect([modeOf(first), statusOf(first)]).toEqual(['primary', 'failsoft; fwd=miss']);
    one.world.pass(10_000);
    const second = one.get();
    expect(one.calls()).toBe(1);
    expect(second.head().headers).toMatchObject({
      age: expect.stringMatching(/^\d+$/),
      'x-failsoft-mode': 'cache',
      'x-failsoft-served-by': 'a/m',
      'cache-status': expect.stringMatching(/^failsoft; hit; ttl=\d+$/),
    });
    expect(textOf(second, {})).toBe('text: Answer 1, in so many words');
    // A new id, and nothing used.
    expect(second.heard()).not.toContain('"c1"');
    expect(one.entries.map(({ mode, usage }) => [mode, usage === null])).toEqual([
      ['primary', true],
      ['cache', true],
    ]);
  });

  it('is asked for anew when it is no longer fresh', () => {
    const one = counter();
    one.get();
    one.world.pass(61_000);
    expect(textOf(one.get(), {})).toContain('Answer 2');
  });

  it('is not looked for where the route keeps none', () => {
    const one = counter({ cache: null });
    one.get();
    const second = one.get();
    expect([one.calls(), statusOf(second)]).toEqual([2, '']);
  });

  it.each(
    (Object.keys(PROTOCOLS) as ProtocolId[]).flatMap((caller) =>
      [true, false].map((stream) => [caller, stream ? 'streamed' : 'whole', { caller, stream }] as const),
    ),
  )('[bugs 7, 8, 9] says the same in %s, %s, thoughts included, whichever way it came', (caller, _, asking) => {
    for (const stream of [true, false]) {
      const one = counter();
      one.turn('thinks');
      const first = one.get({ caller, stream });
      const again = one.get(asking);
      expect(one.calls()).toBe(1);
      expect(modeOf(again)).toBe('cache');
      expect(textOf(again, asking)).toBe(textOf(first, { caller, stream }));
      expect(textOf(again, asking)).toContain('Answer 1, in so many words');
    }
  });

  it('[bug 2] is never given to another tenant, and nobody sees that it is there', () => {
    const one = counter();
    one.get({ asked: { client: 'x', tenant: 'acme' } });
    const other = one.get({ asked: { client: 'y', tenant: 'other' } });
    expect([one.calls(), statusOf(other)]).toEqual([2, 'failsoft; fwd=miss']);
    expect(textOf(one.get({ asked: { client: 'z', tenant: 'acme' } }), {})).toContain('Answer 1');
    // A header of the caller says nothing about who it is.
    one.get({ headers: { 'x-failsoft-tenant': 'acme', tenant: 'acme' } });
    expect(one.calls()).toBe(3);
  });

  it('[bug 1] is not given to a request that says anything else', () => {
    const one = counter({ cache: { ...FRESH, tools: true } });
    one.get();
    const others = [
      { tools: [{ type: 'function', function: { name: 'f' } }] },
      { response_format: { type: 'json_object' } },
      { seed: 1 },
      { logit_bias: { 1: 1 } },
      { thinking: { type: 'enabled' } },
      { parallel_tool_calls: false },
      { num_ctx: 4096 },
      { extra_body: { a: 1 } },
      { messages: [{ role: 'user', content: 'Why?', name: 'n' }] },
    ];
    for (const body of others) one.get({ body });
    expect(one.calls()).toBe(1 + others.length);
  });

  it('[bug 5] is found however its request is written', () => {
    const one = counter();
    one.get({ body: { seed: 1, user: 'u1', metadata: { a: 1 } } });
    one.get({ body: { metadata: { b: 2 }, seed: 1.0, stream_options: { include_usage: true } } });
    expect(one.calls()).toBe(1);
  });

  it.each<[string, Mood, Asking]>([
    ['[bug 6] an error', 'overloaded', {}],
    ['[bug 10] one that broke off', 'cut', {}],
    ['[bug 10] one that broke off, whole', 'cut', { stream: false }],
    ['[bug 10] one that was cut at its length', 'length', {}],
    ['one that was filtered', 'filtered', { stream: false }],
    ['a refusal', 'refuses', {}],
    ['a refusal that is told as any answer', 'refuses', { caller: 'ollama' }],
    ['a refusal that is told as any answer, whole', 'refuses', { caller: 'ollama', stream: false }],
    ['an empty one', 'empty', {}],
    ['a call of a tool', 'calls', { stream: false }],
  ])('is never %s', (_, mood, asking) => {
    const one = counter();
    one.turn(mood);
    one.get(asking);
    one.turn('well');
    one.world.pass(30_000);
    expect(modeOf(one.get(asking))).toBe('primary');
  });

  it('is never what a standby said, and in an outage that is not kept for later', () => {
    const one = counter({ ladder: TWO });
    one.turn('overloaded');
    expect(modeOf(one.get())).toBe('standby');
    one.turn('well');
    expect(modeOf(one.get())).not.toBe('cache');
  });

  it('is not kept when its reader has left', () => {
    const one = counter();
    const gone = one.ask();
    one.world.pass(45);
    gone.running.gone();
    one.world.settle();
    expect(modeOf(one.get())).toBe('primary');
    expect(one.entries[0]).toMatchObject({ outcome: 'left' });
  });

  it.each<[string, Asking, string]>([
    ['would be another one each time', {}, 'sampled'],
    ['offers tools', { body: { temperature: 0, tools: [{ type: 'function', function: { name: 'f' } }] } }, 'tools'],
    ['wants nothing kept', { headers: { 'cache-control': 'no-store' }, body: { temperature: 0 } }, 'no-store'],
    ['is about a person', { headers: { 'x-failsoft-data': 'personal' }, body: { temperature: 0 } }, 'personal'],
    ['is kept at the provider', { body: { temperature: 0, store: true } }, 'store'],
  ])('is never kept for a request that %s, unless the operator says so', (_, asking, why) => {
    const one = counter({ cache: { freshMs: 60_000 } });
    one.get(asking);
    const again = one.get(asking);
    expect([one.calls(), statusOf(again)]).toEqual([2, `failsoft; fwd=bypass; detail="${why}"`]);
  });

  it('is kept without further words where the request leaves nothing to chance', () => {
    const one = counter({ cache: { freshMs: 60_000 } });
    one.get({ body: { temperature: 0 } });
    expect(modeOf(one.get({ body: { temperature: 0 } }))).toBe('cache');
  });

  it('is labelled in its body where the caller wants that', () => {
    const one = counter();
    one.get();
    const headers = { 'x-failsoft-label': 'body' };
    const whole = JSON.parse(one.get({ stream: false, headers }).heard());
    expect(whole).toMatchObject({ failsoft: { mode: 'cache', servedBy: 'a/m' } });
    expect(one.get({ headers }).heard()).toMatch(/^: failsoft \{"mode":"cache"/);
  });
});

describe('what a caller wants of kept answers', () => {
  const CASES: readonly (readonly [string, string, number, string])[] = [
    ['no-cache asks whatever is kept', 'no-cache', 1_000, 'primary'],
    ['max-age takes none that is older', 'max-age=5', 10_000, 'primary'],
    ['max-age takes one that is younger', 'max-age=20', 10_000, 'cache'],
    ['max-stale takes one that was fresh once', 'max-stale=60', 100_000, 'cache'],
    ['max-stale takes none that is older still', 'max-stale=10', 100_000, 'primary'],
    ['[bug 12] no caller gets what the operator does not allow', 'max-stale', 86_500_000, 'primary'],
    ['max-age makes nothing fresh', 'max-age=9999', 100_000, 'primary'],
    ['only-if-cached takes what is there', 'only-if-cached', 1_000, 'cache'],
  ];
  it.each(CASES)('%s', (_, header, ageMs, mode) => {
    const one = counter();
    const first = one.ask();
    one.world.pass(100);
    expect(first.state()).toBe('ended');
    one.world.pass(ageMs);
    const again = one.ask({ headers: { 'cache-control': header } });
    one.world.pass(100);
    expect(modeOf(again)).toBe(mode);
  });

  it('only-if-cached asks nobody', () => {
    const one = counter();
    const talk = one.get({ headers: { 'cache-control': 'only-if-cached' } });
    expect([one.calls(), talk.head().status]).toEqual([0, 504]);
    expect(one.entries[0]).toMatchObject({ outcome: 'failed', fault: 'not-kept' });
  });
});

describe('in an outage', () => {
  const down = (cache = FRESH) => {
    const one = counter({ ladder: WITH_CACHE, cache });
    one.get();
    one.turn('overloaded');
    one.world.pass(3_600_000);
    return one;
  };

  it('an old answer stands in, as old as it is', () => {
    const talk = down().get();
    expect(talk.head().headers).toMatchObject({ 'x-failsoft-mode': 'cache', 'x-failsoft-served-by': 'a/m' });
    expect(statusOf(talk)).toMatch(/^failsoft; hit; ttl=-\d+; detail="stale-if-error"$/);
  });

  it('the same comes at once when the breaker is open, and not after a time-out', () => {
    const one = down();
    for (let count = 0; count < 4; count += 1) one.get({ body: { seed: count } });
    one.turn('hangs');
    const sinceMs = one.world.nowMs();
    const talk = one.ask();
    one.world.pass(0);
    expect([talk.state(), one.world.nowMs() - sinceMs]).toEqual(['ended', 0]);
    expect(modeOf(talk)).toBe('cache');
  });

  it.each([
    ['no-cache', 'notice'],
    ['no-cache, stale-if-error=9999', 'cache'],
    ['stale-if-error=60', 'notice'],
    ['max-age=60', 'notice'],
  ])('%s is heeded', (header, mode) => {
    expect(modeOf(down().get({ headers: { 'cache-control': header } }))).toBe(mode);
  });

  it('the next rung comes when nothing is kept, or it is too old', () => {
    const one = down();
    expect(modeOf(one.get({ body: { seed: 9 } }))).toBe('notice');
    one.world.pass(86_400_000);
    expect(modeOf(one.get())).toBe('notice');
  });

  it('what was said in the middle of a conversation is no answer for long', () => {
    const messages = ['user', 'assistant', 'user'].map((role) => ({ role, content: 'So?' }));
    const one = counter({ ladder: WITH_CACHE });
    one.get({ body: { messages } });
    one.turn('overloaded');
    one.world.pass(6 * 3_600_000);
    expect(modeOf(one.get({ body: { messages } }))).toBe('notice');
  });
});

describe('an answer that is no longer quite fresh', () => {
  const cache = { ...FRESH, revalidateMs: 60_000 };

  it('is given at once, and asked for anew behind it, once', () => {
    const one = counter({ cache });
    one.get();
    one.world.pass(90_000);
    const talks = [one.ask(), one.ask(), one.ask()];
    expect(talks.map((talk) => [talk.state(), modeOf(talk)])).toEqual(
      Array.from({ length: 3 }, () => ['ended', 'cache']),
    );
    one.world.settle(1_000);
    expect(one.calls()).toBe(2);
    expect(textOf(one.get(), {})).toContain('Answer 2');
    expect(one.entries.filter(({ workflow }) => workflow === 'renewal').length).toBe(1);
  });

  it('is not asked for anew while its model is away, nor more often than there is budget for', () => {
    const one = counter({ cache });
    const bodies = Array.from({ length: 15 }, (_, seed) => ({ seed }));
    for (const body of bodies) one.ask({ body });
    one.world.pass(1_000);
    one.world.pass(90_000);
    for (const body of bodies) one.ask({ body });
    one.world.pass(1_000);
    expect(one.calls()).toBe(15 + 10);
    one.turn('overloaded');
    for (let count = 100; count < 104; count += 1) one.get({ body: { seed: count } });
    const before = one.calls();
    one.get({ body: { seed: 14 } });
    expect(one.calls()).toBe(before);
  });
});
