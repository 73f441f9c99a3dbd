import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../model/channel.ts';
import {
  delivered,
  type Delivery,
  failed,
  type Failure,
  hurried,
  nextOf,
  NOTHING_TO_SEND,
  onlyFor,
  type Outbox,
  posted,
} from './outbox.ts';
import { alertOf, HOUR, MINUTE, NOW } from './testing/alerts.ts';

const SECOND = 1_000;
const DOWN: Failure = { blames: 'channel', why: 'it cannot be reached', retryAfterMs: null };
const REFUSED: Failure = { blames: 'notice', why: '400: no', retryAfterMs: null };

const notice = (kind: Notice['kind'], episode = 'e', channel = 'team'): Notice => ({
  channel,
  kind,
  alert: alertOf({ episode, ends: kind === 'end', title: `${kind} of ${episode}` }),
  sinceMs: NOW,
});

const filled = (...notices: readonly Notice[]): Outbox =>
  notices.reduce((outbox, one, at) => posted(outbox, `d${at}`, one, { wallMs: NOW }), NOTHING_TO_SEND);

const next = (outbox: Outbox, channel = 'team'): Delivery => {
  const found = nextOf(outbox, channel);
  if (found === null) throw new Error('nothing waits');
  return found;
};

const titles = (outbox: Outbox): readonly string[] => outbox.deliveries.map((one) => one.notice.alert.title);

describe('a notice that does not get through', () => {
  it('is tried again after 1, 5, 30 and 300 s, then every five minutes for a day, and then given up', () => {
    let outbox = filled(notice('begin'));
    const tries: number[] = [];
    for (let nowMs = 0; outbox.deliveries.length > 0; nowMs = next(outbox).dueMs) {
      tries.push(nowMs);
      outbox = failed(outbox, 'd0', DOWN, { nowMs, wallMs: NOW + nowMs });
      if (outbox.deliveries.length === 0) break;
    }
    expect(tries.slice(0, 7).map((ms) => ms / SECOND)).toEqual([0, 1, 6, 36, 336, 636, 936]);
    expect(tries.at(-1)).toBeGreaterThanOrEqual(24 * HOUR);
    expect(tries.at(-1)).toBeLessThan(24 * HOUR + 6 * MINUTE);
    expect(outbox.givenUp).toMatchObject([
      {
        id: 'd0',
        channel: 'team',
        kind: 'begin',
        title: 'begin of e',
        tries: tries.length,
        why: 'it cannot be reached',
      },
    ]);
  });

  it('waits as long as the receiver asks for, and not longer than a day', () => {
    const after = (retryAfterMs: number): number =>
      next(failed(filled(notice('begin')), 'd0', { ...DOWN, retryAfterMs }, { nowMs: 0, wallMs: NOW })).dueMs;
    expect(after(90 * SECOND)).toBe(90 * SECOND);
    expect(after(0)).toBe(SECOND);
    expect(after(1e12)).toBe(24 * HOUR);
  });

  it('is not given up for a clock that jumps', () => {
    const outbox = failed(filled(notice('begin')), 'd0', DOWN, { nowMs: 0, wallMs: NOW + 400 * 24 * HOUR });
    expect(outbox.deliveries).toHaveLength(1);
  });

  it('holds up the others of its channel, and nobody else', () => {
    const outbox = filled(notice('begin'), notice('begin', 'f'), notice('begin', 'g', 'boss'));
    const now = failed(outbox, 'd0', DOWN, { nowMs: 0, wallMs: NOW });
    expect(next(now).id).toBe('d0');
    expect(next(now, 'boss').id).toBe('d2');
    expect(next(hurried(now, 'team')).dueMs).toBe(0);
  });

  it('because it is refused itself lets the others pass, but not its own end', () => {
    const outbox = filled(notice('begin'), notice('end'), notice('begin', 'f'));
    const now = failed(outbox, 'd0', REFUSED, { nowMs: 0, wallMs: NOW });
    expect(next(now).id).toBe('d2');
    expect(next(delivered(now, 'd2')).id).toBe('d0');
    expect(next(delivered(delivered(now, 'd2'), 'd0')).id).toBe('d1');
  });

  it('takes its end along when it is given up', () => {
    let outbox = filled(notice('begin'), notice('begin', 'f'), notice('end'));
    for (let count = 0; count < 5; count += 1)
      outbox = failed(outbox, 'd0', REFUSED, { nowMs: 0, wallMs: NOW + 25 * HOUR });
    expect(titles(outbox)).toEqual(['begin of f']);
    expect(outbox.givenUp.map(({ title }) => title)).toEqual(['end of e', 'begin of e']);
  });
});

describe('what waits', () => {
  it('is not reminded of', () => {
    expect(titles(filled(notice('begin'), notice('reminder'), notice('reminder', 'f')))).toEqual([
      'begin of e',
      'reminder of f',
    ]);
  });

  it('for a channel that is no more is forgotten', () => {
    const outbox = filled(notice('begin'), notice('begin', 'f', 'boss'));
    expect(titles(onlyFor(outbox, ['boss']))).toEqual(['begin of f']);
    expect(onlyFor(outbox, ['boss', 'team'])).toBe(outbox);
  });

  it('has a bound; the oldest is given up, and the end of what was told last of all', () => {
    const many = Array.from({ length: 120 }, (_, number) => notice('begin', `f${number}`));
    const outbox = filled(notice('end'), ...many);
    expect(outbox.deliveries).toHaveLength(100);
    expect(titles(outbox)[0]).toBe('end of e');
    expect(outbox.givenUp).toHaveLength(21);
    expect(outbox.givenUp.at(-1)).toMatchObject({ title: 'begin of f0', why: 'too many others wait' });
  });
});

describe('whatever happens', () => {
  const someNotice = fc
    .tuple(
      fc.constantFrom('begin', 'news', 'reminder', 'end', 'missed'),
      fc.constantFrom('e', 'f'),
      fc.constantFrom('team', 'boss'),
    )
    .map(([kind, episode, channel]) => notice(kind, episode, channel));
  const someStep = fc.oneof(
    fc.record({ post: someNotice }),
    fc.record({ try: fc.constantFrom('team', 'boss'), end: fc.constantFrom('well', DOWN, REFUSED) }),
  );

  it('nothing of one episode comes out of turn, nothing is lost, and all of it can be written down', () => {
    fc.assert(
      fc.property(fc.array(someStep, { maxLength: 80 }), (steps) => {
        let outbox = NOTHING_TO_SEND;
        const order: string[] = [];
        const gone: string[] = [];
        steps.forEach((step, at) => {
          if ('post' in step) {
            const before = outbox.deliveries.length;
            outbox = posted(outbox, String(at).padStart(3, '0'), step.post, { wallMs: NOW });
            if (outbox.deliveries.length > before) order.push(String(at).padStart(3, '0'));
            return;
          }
          const one = nextOf(outbox, step.try);
          if (one === null) return;
          const waiting = outbox.deliveries.filter(
            ({ notice: { channel, alert } }) => channel === step.try && alert.episode === one.notice.alert.episode,
          );
          expect(one.id).toBe(waiting[0]?.id);
          if (step.end === 'well') {
            outbox = delivered(outbox, one.id);
            gone.push(one.id);
          } else outbox = failed(outbox, one.id, step.end as Failure, { nowMs: at, wallMs: NOW + at });
        });
        const left = outbox.deliveries.map(({ id }) => id);
        expect([...left, ...gone].toSorted()).toEqual(order);
        expect(JSON.parse(JSON.stringify(outbox))).toEqual(outbox);
      }),
    );
  });
});
