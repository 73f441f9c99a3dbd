import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import { counter, type Talk, textOf, TWO } from '../testing/counter.ts';

/** Without what is each one's own. */
const said = (talk: Talk): string => talk.heard();
const statusOf = (talk: Talk): string => talk.head().headers['cache-status'] ?? '';

describe('requests that ask the same at the same time', () => {
  it('are one call to the model, of which everybody gets every byte', () => {
    const one = counter();
    const talks = Array.from({ length: 1_000 }, () => one.ask());
    one.world.settle(1_000);
    expect(one.calls()).toBe(1);
    expect(new Set(talks.map(said)).size).toBe(1);
    expect(talks.every((talk) => talk.state() === 'ended' && talk.heard().includes('[DONE]'))).toBe(true);
    expect(new Set(talks.map((talk) => talk.head().headers['x-failsoft-request'])).size).toBe(1_000);
    expect(talks.map(statusOf).filter((status) => status === 'failsoft; fwd=miss; collapsed').length).toBe(999);
    expect(one.entries.length).toBe(1_000);
    // What it has cost stands in one of them.
    expect(one.entries.filter(({ attempts }) => attempts.length > 0).length).toBe(1);
  });

  it('[bug 13] lose nothing when they come late, or read slowly', () => {
    const one = counter();
    const first = one.ask();
    one.world.pass(45);
    expect(first.heard()).toContain('in so many words');
    const late = one.ask();
    const slow = one.ask({ slow: true });
    expect(late.heard()).toBe(first.heard());
    one.world.pass(15);
    const last = one.ask();
    one.world.settle(1_000);
    for (let count = 0; count < 10; count += 1) slow.running.drained();
    for (const talk of [late, slow, last]) expect([talk.heard(), talk.state()]).toEqual([first.heard(), 'ended']);
    expect(one.calls()).toBe(1);
  });

  it('[bug 13] go on when the one who asked first leaves, and end when all have left', () => {
    const one = counter();
    const [first, second, third] = [one.ask(), one.ask(), one.ask()];
    one.world.pass(20);
    first.running.gone();
    third.running.gone();
    one.world.settle(1_000);
    expect([second.state(), one.calls()]).toEqual(['ended', 1]);
    expect(second.heard()).toContain('[DONE]');
    expect(one.entries.map(({ outcome }) => outcome).toSorted()).toEqual(['answered', 'left', 'left']);

    const others = [one.ask({ body: { seed: 1 } }), one.ask({ body: { seed: 1 } })];
    one.world.pass(20);
    for (const talk of others) talk.running.gone();
    one.world.settle(1_000);
    expect(one.entries.slice(3).map(({ outcome }) => outcome)).toEqual(['left', 'left']);
    // Nothing is left of it that somebody could join.
    one.get({ body: { seed: 1 } });
    expect(one.calls()).toBe(3);
  });

  it('are asked for once more when the first one fails, and not once each', () => {
    const one = counter();
    one.turn('overloaded');
    const talks = Array.from({ length: 20 }, () => one.ask());
    one.world.settle(10_000);
    expect(talks.map((talk) => [talk.head().status, talk.state()])).toEqual(
      Array.from({ length: 20 }, () => [503, 'ended']),
    );
    // The route has one model, which each of the two may ask twice.
    expect(one.calls()).toBeLessThanOrEqual(4);
    expect(one.entries.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 20 }, () => 'failed'));
  });

  it('are answered by whoever asks second when only the first one failed', () => {
    const one = counter();
    one.turn('overloaded');
    const talks = [one.ask(), one.ask(), one.ask()];
    one.turn('well');
    one.world.settle(10_000);
    expect(talks[0]?.head().status).toBe(503);
    expect(talks.slice(1).map((talk) => [talk.head().status, talk.heard().includes('[DONE]')])).toEqual([
      [200, true],
      [200, true],
    ]);
  });

  it('count the time that they have waited for another one before they asked themselves', () => {
    const one = counter();
    one.turn('overloaded');
    one.ask();
    one.world.pass(4);
    one.ask();
    one.turn('well');
    one.world.settle(10_000);
    expect(one.entries[1]).toMatchObject({
      outcome: 'answered',
      tookMs: 64,
      firstContentMs: 64,
      attempts: [{ startedMs: 3 }],
    });
  });

  it('do not wait for one that has come to nothing yet but pings', () => {
    const one = counter({ ladder: TWO });
    one.turn('hangs');
    const first = one.ask();
    one.world.pass(9_000);
    const early = one.ask();
    one.world.pass(2_000);
    expect([first.head().status, one.calls()]).toEqual([200, 1]);
    one.turn('well');
    const others = [one.ask(), one.ask()];
    one.world.pass(100);
    expect(others.map((talk) => textOf(talk, {}))).toEqual(
      Array.from({ length: 2 }, () => 'text: Answer 2, in so many words'),
    );
    expect(one.calls()).toBe(2);
    one.world.settle(60_000);
    for (const talk of [first, early])
      expect([talk.state(), talk.heard().includes('of another')]).toEqual(['ended', true]);
    expect(one.engine.flights.size).toBe(0);
  });

  it('wait for an answer that has begun with a call, of which nothing is shown before it is whole', () => {
    const one = counter();
    one.turn('calls');
    const first = one.ask({ caller: 'gemini' });
    one.world.pass(30);
    expect([first.head().status, first.heard()]).toEqual([200, '']);
    const second = one.ask({ caller: 'gemini' });
    one.world.settle(1_000);
    expect([second.heard(), one.calls()]).toEqual([first.heard(), 1]);
  });

  it('do not wait for the second to ask either, when nothing comes of that', () => {
    const one = counter();
    one.turn('overloaded');
    const first = one.ask();
    const second = one.ask();
    one.turn('hangs');
    one.world.pass(11_000);
    expect([first.head().status, second.head().status, one.calls()]).toEqual([503, 200, 2]);
    one.turn('well');
    const late = one.ask();
    one.world.pass(100);
    expect([textOf(late, {}), one.calls()]).toEqual(['text: Answer 3, in so many words', 3]);
  });

  it('do not wait for a model that has come to rest since', () => {
    const one = counter({ ladder: [...TWO.slice(0, 1), { kind: 'notice', text: 'Away' }] });
    one.turn('hangs');
    const first = one.ask({ stream: false });
    one.turn('overloaded');
    for (let count = 0; count < 20; count += 1) {
      one.ask({ body: { seed: count } });
      one.world.pass(50);
    }
    const late = one.ask({ stream: false });
    one.world.pass(1);
    expect([first.state(), late.state()]).toEqual(['open', 'ended']);
    expect(textOf(late, { stream: false })).toContain('Away');
  });

  it('wait also where somebody has come to rest since who may not serve them', () => {
    const one = counter({ ladder: TWO, allow: ['a'] });
    const first = one.ask();
    const { book } = one.engine;
    while (!book.rests('b/m')) book.ended('b/m', book.started('b/m'), new Fault('overloaded', 'It has too much to do'));
    const second = one.ask();
    one.world.settle(1_000);
    expect([textOf(second, {}), one.calls()]).toEqual([textOf(first, {}), 1]);
  });

  it('wait no longer than each of them has time for', () => {
    const one = counter();
    one.turn('hangs');
    const [first, hurried] = [one.ask(), one.ask({ asked: { untilMs: 50 } })];
    one.world.pass(49);
    expect(hurried.state()).toBe('open');
    one.world.pass(5);
    expect([hurried.head().status, hurried.state(), first.state()]).toEqual([504, 'ended', 'open']);
    expect(one.entries).toMatchObject([{ outcome: 'failed', fault: 'timeout', tookMs: 50 }]);
  });

  it('are asked for anew for those who still have time, as often as that of the one who asked is over', () => {
    const one = counter({ deadlineMs: 4_000 });
    one.turn('hangs');
    const first = one.ask();
    one.world.pass(1_000);
    const second = one.ask();
    one.world.pass(3_500);
    const third = one.ask();
    one.world.pass(3_000);
    one.turn('well');
    one.world.settle(1_000);
    expect([first, second, third].map((talk) => talk.head().status)).toEqual([504, 504, 200]);
    expect([third.heard().includes('[DONE]'), one.calls()]).toEqual([true, 3]);
  });

  it('have the rest of an answer that has begun, also where the time is over of the one who asked', () => {
    const one = counter({ deadlineMs: 50 });
    const first = one.ask();
    one.world.pass(30);
    const second = one.ask();
    one.world.pass(25);
    expect([first.state(), first.heard().includes('[DONE]'), second.state()]).toEqual(['cut', false, 'open']);
    one.world.settle(1_000);
    expect([second.state(), second.heard().includes('[DONE]'), one.calls()]).toEqual(['ended', true, 1]);
    expect(one.entries.map(({ outcome, fault, tookMs }) => [outcome, fault, tookMs])).toEqual([
      ['broken', 'timeout', 50],
      ['answered', null, 31],
    ]);
  });

  it('are waited for together for as long as each has time, when they have heard no more than that the line is alive', () => {
    const one = counter({ deadlineMs: 15_000 });
    one.turn('hangs');
    const first = one.ask();
    one.world.pass(300);
    const second = one.ask();
    one.world.pass(14_800);
    expect([first.state(), second.state()]).toEqual(['cut', 'open']);
    one.world.pass(300);
    expect([second.state(), one.calls(), one.engine.flights.size]).toEqual(['cut', 1, 0]);
    expect(one.entries.map(({ fault, tookMs }) => [fault, tookMs])).toEqual([
      ['timeout', 15_000],
      ['timeout', 15_000],
    ]);
  });

  it.each([true, false])('have another one asked at half of the time of the one who began: streamed %s', (stream) => {
    const one = counter({ ladder: TWO });
    one.turn('hangs');
    const hurried = one.ask({ stream, asked: { untilMs: 6_000 } });
    one.world.pass(1_000);
    const patient = one.ask({ stream });
    one.world.pass(1_900);
    expect([hurried.state(), patient.state()]).toEqual(['open', 'open']);
    one.world.pass(200);
    for (const talk of [hurried, patient]) expect(textOf(talk, { stream })).toContain('of another');
    const asked = one.entries.flatMap(({ attempts }) => attempts);
    expect(new Map(asked.map(({ target, startedMs }) => [target, startedMs]))).toEqual(
      new Map([
        ['a/m', 0],
        ['b/m', 3_000],
      ]),
    );
  });

  it('wait for none that has taken all the time of its route, whoever may still wait for it', () => {
    const one = counter({ deadlineMs: 50 });
    one.turn('stalls');
    const first = one.ask();
    one.world.pass(45);
    const second = one.ask();
    one.world.pass(10);
    const third = one.ask();
    expect([first.state(), one.calls()]).toEqual(['cut', 2]);
    one.world.settle(10_000);
    // Each has had as much time as its route gives.
    expect([second.state(), third.state()]).toEqual(['cut', 'cut']);
    expect(one.entries.map(({ outcome, tookMs }) => [outcome, tookMs])).toEqual([
      ['broken', 50],
      ['broken', 50],
      ['broken', 50],
    ]);
    expect(one.engine.flights.size).toBe(0);
  });

  it('are each written down once, also where one still reads when its time is over', () => {
    const one = counter();
    one.ask();
    const slow = one.ask({ slow: true, asked: { untilMs: 500 } });
    const left = one.ask({ slow: true });
    one.world.settle(10_000);
    left.running.gone();
    expect([slow.state(), slow.heard().includes('[DONE]')]).toEqual(['cut', false]);
    expect(one.entries.map(({ outcome }) => outcome)).toEqual(['answered', 'broken', 'left']);
  });

  it('have their own time also where the gateway ends while one of them reads slowly', () => {
    const one = counter();
    one.ask();
    const slow = one.ask({ slow: true, asked: { untilMs: 500 } });
    one.world.pass(45);
    slow.running.cutOff();
    one.world.settle(10_000);
    expect(slow.state()).toBe('cut');
    expect(one.entries.map(({ outcome }) => outcome)).toEqual(['broken', 'broken']);
  });

  it.each(['openai-chat', 'openai-responses'] as const)(
    'lose nothing because the first of them has no more time: %s',
    (caller) => {
      const one = counter();
      const hurried = one.ask({ caller, asked: { untilMs: 50 } });
      const patient = one.ask({ caller });
      one.world.settle(10_000);
      expect([hurried.state(), patient.state(), one.calls()]).toEqual(['cut', 'ended', 1]);
      expect(textOf(patient, { caller })).toContain('in so many words');
      // The error has the next number.
      const numbers = [...hurried.heard().matchAll(/"sequence_number":(\d+)/g)].map(([, number]) => Number(number));
      expect(numbers).toEqual(numbers.map((_, index) => index));
      expect(one.entries.map(({ outcome, fault, attempts }) => [outcome, fault, attempts.length])).toEqual([
        ['broken', 'timeout', 1],
        ['answered', null, 0],
      ]);
    },
  );

  it('are noted with what was asked for them when their time is over', () => {
    const one = counter();
    one.turn('hangs');
    one.get({ asked: { untilMs: 10 } });
    const [first, second] = [
      one.ask({ body: { seed: 1 }, asked: { untilMs: one.world.nowMs() + 10 } }),
      one.ask({ body: { seed: 1 }, asked: { untilMs: one.world.nowMs() + 30 } }),
    ];
    one.world.settle(10_000);
    expect([first.head().status, second.head().status]).toEqual([504, 504]);
    expect(one.entries.map(({ outcome, tookMs, attempts }) => [outcome, tookMs, attempts.length])).toEqual([
      ['failed', 10, 1],
      ['failed', 30, 0],
      ['failed', 10, 1],
    ]);
  });

  it('all hear of a break in the middle, and none of an end', () => {
    const one = counter();
    one.turn('cut');
    const talks = [one.ask(), one.ask(), one.ask()];
    one.world.settle(1_000);
    expect(talks.map((talk) => [talk.state(), talk.heard().includes('[DONE]')])).toEqual(
      Array.from({ length: 3 }, () => ['cut', false]),
    );
  });
});
