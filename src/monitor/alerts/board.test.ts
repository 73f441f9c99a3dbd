import { describe, expect, it } from 'vitest';
import type { Alert } from '../../model/alert.ts';
import type { Notice } from '../../model/channel.ts';
import { channelEpisode, due, EMPTY, heard } from './board.ts';
import { alertOf, channelOf, HOUR, MINUTE, NIGHT, NOW, PAGER, recovery } from './testing/alerts.ts';
import { play } from './testing/play.ts';

const inWords = (notices: readonly Notice[]): readonly string[] =>
  notices.map(({ channel, kind, alert }) => `${channel}: ${kind} ${alert.title}`);

const at = (hour: number, minute = 0): number => Date.UTC(2026, 10, 25, hour, minute);
const degraded = (change: Partial<Alert> = {}): Alert =>
  alertOf({ type: 'provider.degraded', severity: 'warning', title: 'Claude API is in trouble', ...change });

describe('an episode', () => {
  it('is told once, when it gets worse, and when it is over', () => {
    const told = play(
      [channelOf('team')],
      [
        { atMs: at(12), alert: degraded() },
        { atMs: at(12, 1), alert: degraded() },
        { atMs: at(12, 2), alert: alertOf() },
        { atMs: at(12, 3), alert: degraded() },
        { atMs: at(12, 4), alert: alertOf() },
        { atMs: at(12, 5), alert: recovery() },
        { atMs: at(12, 6), alert: recovery() },
      ],
    );
    expect(inWords(told)).toEqual([
      'team: begin Claude API is in trouble',
      'team: news Claude API is down',
      'team: end Claude API is well again',
    ]);
    expect(told.map(({ sinceMs }) => sinceMs)).toEqual([at(12), at(12), at(12)]);
  });

  it('of which only the end is heard is none', () => {
    expect(heard(EMPTY, recovery())).toBe(EMPTY);
  });

  it('whose end nobody tells is given up after a week, and those who were told of it hear that', () => {
    const told = play(
      [channelOf('team')],
      [{ atMs: NOW, alert: alertOf() }, { atMs: NOW + 6 * 24 * HOUR }, { atMs: NOW + 8 * 24 * HOUR }],
    );
    expect(inWords(told)).toEqual([
      'team: begin Claude API is down',
      'team: end Nothing more was heard of: Claude API is down',
    ]);
  });

  it('that is announced for later is not given up before', () => {
    const ahead = alertOf({
      type: 'maintenance.ahead',
      severity: 'info',
      episode: 'maintenance:m1',
      untilMs: NOW + 20 * 24 * HOUR,
    });
    const told = play(
      [channelOf('team', { least: 'info' })],
      [
        { atMs: NOW, alert: ahead },
        { atMs: NOW + 19 * 24 * HOUR },
        { atMs: NOW + 20 * 24 * HOUR, alert: { ...ahead, id: 'over', type: 'maintenance.over', ends: true } },
      ],
    );
    expect(told.map(({ kind, alert }) => `${kind} ${alert.type}`)).toEqual([
      'begin maintenance.ahead',
      'end maintenance.over',
    ]);
  });

  it('is known for as long as there is room, and the oldest are given up first', () => {
    const channels = [channelOf('team')];
    const events = Array.from({ length: 600 }, (_, number) => ({
      atMs: NOW + number,
      alert: alertOf({
        episode: `official:page:${number}`,
        type: 'official.posted',
        severity: 'warning',
        surface: null,
      }),
    }));
    const told = play(channels, events);
    expect(told.filter(({ kind }) => kind === 'begin')).toHaveLength(600);
    expect(told.filter(({ kind }) => kind === 'end').map(({ alert }) => alert.episode)).toEqual(
      Array.from({ length: 100 }, (_, number) => `official:page:${number}`),
    );
  });
});

describe('a channel', () => {
  it('hears of what it has chosen and of nothing less', () => {
    const posted = alertOf({
      type: 'official.posted',
      severity: 'info',
      episode: 'official:claude:1',
      title: 'Posted',
    });
    const updated = { ...posted, type: 'official.updated', title: 'Updated' } as const;
    const told = play(
      [
        channelOf('all', { least: 'info' }),
        channelOf('pages', { least: 'info', types: ['official.posted', 'official.updated'] }),
        channelOf('bad'),
      ],
      [
        { atMs: NOW, alert: alertOf({ type: 'provider.suspected', severity: 'info' }) },
        { atMs: NOW + 1, alert: { ...posted, id: 'a' } },
        { atMs: NOW + 2, alert: { ...updated, id: 'b' } },
        { atMs: NOW + 3, alert: { ...updated, id: 'c', severity: 'warning' } },
      ],
    );
    expect(inWords(told)).toEqual([
      'all: begin Posted',
      'pages: begin Posted',
      'pages: news Updated',
      'all: news Updated',
      'pages: news Updated',
      'bad: begin Updated',
    ]);
  });

  it('that is for what lasts hears nothing of what does not, and counts from when it would have wanted to hear', () => {
    const channels = [channelOf('boss', { afterMs: 15 * MINUTE })];
    const short = [{ atMs: at(12), alert: alertOf() }, { atMs: at(12, 14) }, { atMs: at(12, 14), alert: recovery() }];
    expect(play(channels, [...short, { atMs: at(13) }])).toEqual([]);
    const long = play(channels, [
      { atMs: at(12), alert: alertOf({ type: 'provider.suspected', severity: 'info' }) },
      { atMs: at(12, 10), alert: alertOf() },
      { atMs: at(12, 24) },
      { atMs: at(12, 25) },
      { atMs: at(12, 30), alert: recovery() },
    ]);
    expect(long.map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ['begin', at(12, 25)],
      ['end', at(12, 30)],
    ]);
  });

  it('is reminded of trouble as long as it lasts, and of nothing else', () => {
    const reminded = channelOf('team', { least: 'info', remindMs: HOUR });
    const events = Array.from({ length: 18 }, (_, number) => ({ atMs: NOW + number * 10 * MINUTE }));
    const trouble = play([reminded], [{ atMs: NOW, alert: alertOf() }, ...events]);
    expect(trouble.map(({ kind, atMs }) => [kind, (atMs - NOW) / HOUR])).toEqual([
      ['begin', 0],
      ['reminder', 1],
      ['reminder', 2],
    ]);
    const ahead = alertOf({ type: 'maintenance.ahead', severity: 'info', episode: 'maintenance:1' });
    expect(play([reminded], [{ atMs: NOW, alert: ahead }, ...events]).map(({ kind }) => kind)).toEqual(['begin']);
  });

  it('does not hear of its own trouble', () => {
    const failing = alertOf({
      type: 'channel.failing',
      severity: 'warning',
      episode: channelEpisode('team'),
      surface: null,
    });
    const told = play([channelOf('team'), channelOf('boss')], [{ atMs: NOW, alert: failing }]);
    expect(told.map(({ channel }) => channel)).toEqual(['boss']);
  });

  it('that comes while something goes on hears of it', () => {
    const board = due(heard(EMPTY, alertOf()), [channelOf('team')], NOW).board;
    const { notices } = due(board, [channelOf('team'), channelOf('new')], NOW + HOUR);
    expect(inWords(notices)).toEqual(['new: begin Claude API is down']);
  });
});

describe('quiet hours', () => {
  it('let through what is critical, and its end; the rest is told in the morning, what is over in one', () => {
    const quiet = channelOf('team', { quiet: NIGHT });
    const told = play(
      [quiet],
      [
        { atMs: at(21), alert: degraded({ episode: 'evening', surface: null }) },
        { atMs: at(23), alert: recovery({ episode: 'evening', surface: null, title: 'Evening is over' }) },
        { atMs: at(23, 10), alert: alertOf() },
        { atMs: at(23, 20), alert: recovery() },
        { atMs: at(24), alert: degraded({ episode: 'short', surface: null, title: 'Short trouble' }) },
        { atMs: at(25), alert: recovery({ episode: 'short', surface: null }) },
        { atMs: at(26), alert: degraded({ episode: 'long', surface: null, title: 'Long trouble' }) },
        { atMs: at(30, 59) },
        { atMs: at(31) },
        { atMs: at(32) },
      ],
    );
    expect(told.map(({ kind, alert, atMs }) => [kind, alert.title, atMs])).toEqual([
      ['begin', 'Claude API is in trouble', at(21)],
      ['begin', 'Claude API is down', at(23, 10)],
      ['end', 'Claude API is well again', at(23, 20)],
      ['end', 'Evening is over', at(31)],
      ['begin', 'Long trouble', at(31)],
      ['missed', 'One thing has come and gone in your quiet hours', at(31)],
    ]);
    expect(told.at(-1)?.alert.lines).toEqual(['Short trouble, until 01:00 UTC']);
  });

  it('never keep open what is over where somebody keeps count of it', () => {
    const pager = channelOf('pager', { quiet: NIGHT }, PAGER);
    const told = play(
      [pager],
      [
        { atMs: at(21), alert: degraded() },
        { atMs: at(23), alert: recovery() },
        { atMs: at(24), alert: degraded({ episode: 'short', surface: null }) },
        { atMs: at(25), alert: recovery({ episode: 'short', surface: null }) },
        { atMs: at(31) },
      ],
    );
    expect(told.map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ['begin', at(21)],
      ['end', at(23)],
    ]);
  });
});

describe('what is told in other words already', () => {
  const part = (change: Partial<Alert> = {}): Alert =>
    alertOf({ episode: 'verdict:claude-api|anthropic|opus|*|*', title: 'opus at Claude API is down', ...change });

  it('are the models of a service that is in as much trouble; when it is well again and they are not, they are told', () => {
    const told = play(
      [channelOf('team')],
      [
        { atMs: NOW, alert: alertOf() },
        { atMs: NOW + 1, alert: part() },
        { atMs: NOW + 2, alert: recovery() },
      ],
    );
    expect(inWords(told)).toEqual([
      'team: begin Claude API is down',
      'team: end Claude API is well again',
      'team: begin opus at Claude API is down',
    ]);
  });

  it('is no model that is worse off than the service, and no key', () => {
    const key = part({
      episode: 'verdict:claude-api|anthropic|*|*|0',
      type: 'key.refused',
      severity: 'warning',
      title: 'Key 1',
    });
    const told = play(
      [channelOf('team')],
      [
        { atMs: NOW, alert: degraded() },
        { atMs: NOW + 1, alert: part() },
        { atMs: NOW + 2, alert: key },
      ],
    );
    expect(told.map(({ kind }) => kind)).toEqual(['begin', 'begin', 'begin']);
  });

  it('is what only a page says, while it is told what that says', () => {
    const posted = alertOf({
      type: 'official.posted',
      severity: 'warning',
      episode: 'official:claude:1',
      byPage: true,
    });
    const told = play(
      [channelOf('team')],
      [
        { atMs: NOW, alert: { ...posted, surface: 'claude-code' } },
        { atMs: NOW, alert: posted },
        { atMs: NOW + 1, alert: degraded({ byPage: true }) },
        { atMs: NOW + 2, alert: degraded({ byPage: true, episode: 'verdict:chatgpt|*|*|*|*', surface: 'chatgpt' }) },
      ],
    );
    expect(told.map(({ alert }) => alert.episode)).toEqual(['official:claude:1', 'verdict:chatgpt|*|*|*|*']);
  });

  it('stays so when the page has said that it is over, until we see it ourselves', () => {
    const posted = alertOf({
      type: 'official.posted',
      severity: 'warning',
      episode: 'official:claude:1',
      byPage: true,
    });
    const told = play(
      [channelOf('team')],
      [
        { atMs: NOW, alert: posted },
        { atMs: NOW + 1, alert: degraded({ byPage: true }) },
        { atMs: NOW + 2, alert: { ...posted, id: 'over', type: 'official.resolved', ends: true } },
        { atMs: NOW + 3, alert: degraded({ byPage: true }) },
        { atMs: NOW + 4, alert: degraded() },
      ],
    );
    expect(told.map(({ kind, alert }) => `${kind} ${alert.type}`)).toEqual([
      'begin official.posted',
      'end official.resolved',
      'begin provider.degraded',
    ]);
  });
});
