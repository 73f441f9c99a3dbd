import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVERITIES, WORST } from '../../model/alert.ts';
import { type Channel, keepsOpen, type Notice } from '../../model/channel.ts';
import { isQuiet, quietFrom } from '../../model/quiet.ts';
import { type Board, due, EMPTY, heard } from './board.ts';
import { alertOf, channelOf, HOUR, MINUTE, NIGHT, NOW, PAGER, recovery } from './testing/alerts.ts';
import { type Event, play } from './testing/play.ts';

const EPISODES = [
  'verdict:claude-api|*|*|*|*',
  'verdict:claude-api|anthropic|opus|*|*',
  'verdict:claude-api|anthropic|*|*|0',
  'official:claude:1',
  'maintenance:1',
  'channel:team',
] as const;

const someAlert = fc.record({
  episode: fc.constantFrom(...EPISODES),
  type: fc.constantFrom(...Object.keys(WORST).map((type) => type as keyof typeof WORST)),
  severity: fc.constantFrom(...SEVERITIES),
  ends: fc.boolean(),
  byPage: fc.boolean(),
});

const someChannel = (name: string): fc.Arbitrary<Channel> =>
  fc
    .record({
      least: fc.constantFrom(...SEVERITIES),
      types: fc.option(
        fc.subarray(
          Object.keys(WORST).map((type) => type as keyof typeof WORST),
          { minLength: 1 },
        ),
      ),
      afterMs: fc.constantFrom(0, 15 * MINUTE),
      remindMs: fc.option(fc.constantFrom(HOUR, 4 * HOUR)),
      quiet: fc.constantFrom(null, NIGHT, quietFrom('12:00-13:00 America/New_York')),
    })
    .chain((wish) => fc.constantFrom(channelOf(name, wish), channelOf(name, wish, PAGER)));

const someStory = fc.array(
  fc.record({ passMs: fc.integer({ min: 0, max: 5 * HOUR }), alert: fc.option(someAlert, { nil: undefined }) }),
  { maxLength: 60 },
);

const someCase = fc.record({ story: someStory, team: someChannel('team'), boss: someChannel('boss') });

/** The story at its times, and then nothing but time: every episode ends, and a whole day passes. */
function eventsOf(story: typeof someStory extends fc.Arbitrary<infer Story> ? Story : never): readonly Event[] {
  let atMs = NOW;
  const events: Event[] = story.map(({ passMs, alert }) => {
    atMs += passMs;
    return alert === undefined ? { atMs } : { atMs, alert: alertOf(alert) };
  });
  const ends = EPISODES.map((episode) => ({ atMs, alert: recovery({ episode }) }));
  const day = Array.from({ length: 25 }, (_, hour) => ({ atMs: atMs + hour * HOUR }));
  return [...events, ...ends, ...day];
}

describe('whatever happens', () => {
  it('an end follows a beginning, and every beginning gets its end', () => {
    fc.assert(
      fc.property(someCase, ({ story, team, boss }) => {
        const told = play([team, boss], eventsOf(story)).filter(({ kind }) => kind !== 'missed');
        for (const [, of] of Map.groupBy(told, ({ channel, alert }) => `${channel} ${alert.episode}`)) {
          expect(of.map(({ kind }) => kind[0]).join('')).toMatch(/^(?:b[nr]*e)*$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('nobody is told twice of the same without news', () => {
    fc.assert(
      fc.property(someCase, ({ story, team, boss }) => {
        const channels = [team, boss];
        const told = play(channels, eventsOf(story)).filter(({ kind }) => kind !== 'missed');
        const rank = ({ alert }: Notice): number =>
          SEVERITIES.indexOf(alert.severity) * 2 + Number(alert.type === 'provider.down');
        for (const [, of] of Map.groupBy(told, ({ channel, alert }) => `${channel} ${alert.episode}`)) {
          of.forEach((notice, index) => {
            const before = of[index - 1];
            const channel = channels.find(({ name }) => name === notice.channel);
            if (before === undefined || notice.kind === 'begin' || notice.kind === 'end') return;
            const { wish } = channel ?? team;
            if (notice.kind === 'reminder')
              expect(notice.atMs - before.atMs).toBeGreaterThanOrEqual(wish.remindMs ?? Infinity);
            else if (notice.alert.type === 'official.updated' && wish.types?.includes('official.updated') === true)
              expect(notice.alert.id).not.toBe(before.alert.id);
            else expect(rank(notice)).toBeGreaterThan(rank(before));
          });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('quiet hours let through nothing but what is critical, the ends of that, and what has to be closed', () => {
    fc.assert(
      fc.property(someCase, ({ story, team }) => {
        const critical = new Set<string>();
        for (const { kind, alert, atMs } of play([team], eventsOf(story))) {
          if (kind === 'begin') critical.delete(alert.episode);
          if (alert.severity === 'critical') critical.add(alert.episode);
          if (!isQuiet(team.wish.quiet, atMs)) continue;
          if (kind === 'end') expect(critical.has(alert.episode) || keepsOpen(team.place)).toBe(true);
          else expect(alert.severity).toBe('critical');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('who is told late is told of nothing that has not lasted so long', () => {
    fc.assert(
      fc.property(someCase, ({ story, team, boss }) => {
        const since = new Map<string, number>();
        const events = eventsOf(story);
        const told = play([team, boss], events);
        for (const { atMs, alert } of events) {
          if (alert !== undefined && !alert.ends && !since.has(alert.episode)) since.set(alert.episode, atMs);
          for (const notice of told.filter((one) => one.kind === 'begin' && one.atMs === atMs)) {
            const { wish } = notice.channel === 'team' ? team : boss;
            expect(atMs - (since.get(notice.alert.episode) ?? atMs)).toBeGreaterThanOrEqual(wish.afterMs);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a restart in between changes nothing, and to ask twice says nothing twice', () => {
    fc.assert(
      fc.property(someCase, ({ story, team, boss }) => {
        const channels = [team, boss];
        let board: Board = EMPTY;
        let other: Board = EMPTY;
        for (const { atMs, alert } of eventsOf(story)) {
          const next = (one: Board): ReturnType<typeof due> =>
            due(alert === undefined ? one : heard(one, { ...alert, atMs }), channels, atMs);
          const [here, there] = [next(board), next(JSON.parse(JSON.stringify(other)) as Board)];
          expect(there).toEqual(here);
          expect(due(here.board, channels, atMs).notices).toEqual([]);
          [board, other] = [here.board, there.board];
        }
        expect(board.missed).toEqual({});
      }),
      { numRuns: 200 },
    );
  });
});
