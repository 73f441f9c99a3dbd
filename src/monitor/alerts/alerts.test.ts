import { afterEach, describe, expect, it } from 'vitest';
import { verdict } from '../../../test/fixtures/monitor.ts';
import { GOT_THROUGH, lost, refused } from './send/outcome.ts';
import { channelOf, HOUR, MINUTE } from './testing/alerts.ts';
import { closeAll, disk, scene, SECOND, words } from './testing/scene.ts';

afterEach(closeAll);

const DOWN = lost('it cannot be reached (ECONNREFUSED)');

describe('alerts', () => {
  it('go to everybody who wants them, once, and nowhere where nobody does', async () => {
    const { turn, pass, sent, reload, alerts } = await scene([]);
    turn('down');
    await pass(MINUTE);
    turn('healthy');
    await pass(MINUTE);
    expect(sent).toEqual([]);
    reload([channelOf('team'), channelOf('boss', { least: 'critical' })]);
    turn('degraded');
    await pass(MINUTE);
    turn('down');
    await pass(MINUTE);
    turn('recovering');
    turn('healthy');
    await pass(MINUTE);
    expect(words(sent)).toEqual([
      'team: begin Claude API is in trouble',
      'team: news Claude API is down',
      'boss: begin Claude API is down',
      'team: end Claude API is well again',
      'boss: end Claude API is well again',
    ]);
    expect(alerts().status()).toMatchObject({
      channels: [
        { name: 'team', kind: 'desktop', state: 'well', delivered: 3, waiting: 0 },
        { name: 'boss', state: 'well', delivered: 2 },
      ],
      open: [],
      waiting: [],
      givenUp: [],
    });
  });

  it('are remembered by time alone: who is told late, and reminders', async () => {
    const { turn, pass, sent } = await scene([channelOf('boss', { afterMs: 15 * MINUTE, remindMs: HOUR })]);
    turn('down');
    await pass(14 * MINUTE);
    expect(sent).toEqual([]);
    await pass(2 * HOUR);
    expect(words(sent)).toEqual(['boss: begin Claude API is down', 'boss: reminder Claude API is down']);
    expect((sent[0]?.atMs ?? 0) / MINUTE).toBeCloseTo(15, 0);
  });

  it('come to a channel that is put in while something goes on', async () => {
    const { turn, pass, sent, reload } = await scene([]);
    turn('down');
    await pass(10 * MINUTE);
    reload([channelOf('team')]);
    await pass(MINUTE);
    expect(words(sent)).toEqual(['team: begin Claude API is down']);
  });
});

describe('ends that nobody tells', () => {
  it('are found: of a model that is well again together with its service, and of a service that is not watched any more', async () => {
    const { turn, pass, sent, hear, made } = await scene([channelOf('team')]);
    const cell = { ...verdict('claude-api', 'down').cell, provider: 'anthropic', model: 'opus' };
    const part = verdict('claude-api', 'down', { cell });
    made.change({ verdicts: [verdict('claude-api', 'healthy'), part] });
    hear({ kind: 'verdict', verdict: part, before: 'healthy', maintenance: null });
    await pass(MINUTE);
    made.change({ verdicts: [verdict('claude-api', 'healthy')] });
    await pass(MINUTE);
    turn('down');
    await pass(MINUTE);
    made.change({ verdicts: [verdict('openai-api', 'healthy')] });
    await pass(MINUTE);
    expect(words(sent)).toEqual([
      'team: begin opus at Claude API is down',
      'team: end Over: opus at Claude API is down',
      'team: begin Claude API is down',
      'team: end Not watched any more: Claude API is down',
    ]);
  });

  it('are found: of a standby that is no more, or was seen at work since a restart, and not of one of which nobody knows', async () => {
    const { pass, sent, hear, made, restart } = await scene([channelOf('team')], disk());
    const told = (target: string): void => hear({ kind: 'standby', route: 'main', target, proven: false });
    const standbys = (...proven: readonly (readonly [string, boolean])[]): void =>
      made.change({ standbys: proven.map(([target, is]) => ({ route: 'main', target, proven: is })) });
    standbys(['a/m', false], ['b/m', false], ['c/m', false]);
    for (const target of ['a/m', 'b/m', 'c/m']) told(target);
    await pass(MINUTE);
    expect(sent).toHaveLength(3);
    standbys(['a/m', false], ['c/*', false]);
    await restart();
    await pass(MINUTE);
    standbys(['a/m', true], ['c/*', false]);
    await pass(MINUTE);
    standbys(['a/m', true], ['c/another', false]);
    await pass(MINUTE);
    expect(words(sent.slice(3))).toEqual([
      'team: end Not watched any more: The standby b/m was not seen at work for a day',
      'team: end Over: The standby a/m was not seen at work for a day',
      'team: end Not watched any more: The standby c/m was not seen at work for a day',
    ]);
  });

  it('are told after an hour in which nobody can tell, and not before', async () => {
    const { turn, pass, sent } = await scene([channelOf('team')]);
    turn('down');
    await pass(MINUTE);
    turn('unknown');
    await pass(59 * MINUTE);
    expect(sent).toHaveLength(1);
    await pass(2 * MINUTE);
    expect(words(sent).at(-1)).toBe('team: end Nobody can tell any more: Claude API is down');
  });
});

describe('a channel that fails', () => {
  it('is tried again, said once, told to the others once, and shown; when it works again, all that waited arrives in order', async () => {
    const { turn, pass, sent, said, outcome, alerts } = await scene([channelOf('team'), channelOf('boss')]);
    outcome('team', DOWN);
    turn('down');
    await pass(20 * MINUTE);
    turn('healthy');
    await pass(MINUTE);
    const tries = sent.filter(({ channel }) => channel === 'team');
    expect(tries.map(({ atMs }) => Math.round(atMs / SECOND))).toEqual([0, 1, 6, 36, 336, 637, 937, 1237]);
    expect(new Set(tries.map(({ id }) => id)).size).toBe(1);
    expect(said).toEqual(['Alerts do not get through to "team" (desktop): it cannot be reached (ECONNREFUSED)']);
    expect(words(sent.filter(({ channel }) => channel === 'boss'))).toEqual([
      'boss: begin Claude API is down',
      'boss: begin Alerts do not get through to "team" (desktop)',
      'boss: end Claude API is well again',
    ]);
    expect(alerts().status()).toMatchObject({
      channels: [
        { name: 'team', state: 'failing', why: 'it cannot be reached (ECONNREFUSED)', waiting: 2, delivered: 0 },
        { name: 'boss', state: 'well' },
      ],
      waiting: [
        { channel: 'team', kind: 'begin', tries: 8 },
        { channel: 'team', kind: 'end', tries: 0 },
      ],
    });
    outcome('team', GOT_THROUGH);
    await pass(6 * MINUTE);
    expect(words(sent.slice(-3))).toEqual([
      'team: begin Claude API is down',
      'team: end Claude API is well again',
      'boss: end Alerts get through to "team" again',
    ]);
    expect(said.slice(1)).toEqual(['Alerts get through to "team" again.']);
    expect(alerts().status().channels[0]).toMatchObject({ state: 'well', why: '', delivered: 2, waiting: 0 });
  });

  it('is left alone as long as it asks for', async () => {
    const { turn, pass, sent, outcome } = await scene([channelOf('team')]);
    outcome('team', lost('429', 90 * SECOND));
    turn('down');
    await pass(85 * SECOND);
    expect(sent).toHaveLength(1);
    outcome('team', GOT_THROUGH);
    await pass(10 * SECOND);
    expect(sent).toHaveLength(2);
  });

  it('for a day is given up on, which can be seen', async () => {
    const { turn, pass, outcome, alerts } = await scene([channelOf('team')]);
    outcome('team', refused('400: no'));
    turn('down');
    await pass(25 * HOUR);
    const { waiting, givenUp, channels } = alerts().status();
    expect(waiting).toEqual([]);
    expect(givenUp).toMatchObject([{ channel: 'team', kind: 'begin', title: 'Claude API is down', why: '400: no' }]);
    expect(channels[0]).toMatchObject({ givenUp: 1, state: 'failing' });
  });

  it('is not waited for when it is taken out', async () => {
    const { turn, pass, sent, outcome, alerts, reload } = await scene([channelOf('team'), channelOf('boss')]);
    outcome('team', DOWN);
    turn('down');
    await pass(MINUTE);
    reload([channelOf('boss')]);
    await pass(HOUR);
    expect(alerts().status()).toMatchObject({ channels: [{ name: 'boss' }], waiting: [] });
    expect(words(sent.filter(({ channel }) => channel === 'boss').slice(-2))).toEqual([
      'boss: begin Alerts do not get through to "team" (desktop)',
      'boss: end Taken out: Alerts do not get through to "team" (desktop)',
    ]);
  });
});

it('what gets through to some is not sent again, and it is said once whom it does not reach', async () => {
  const { turn, pass, sent, said, outcome, alerts } = await scene([channelOf('team')]);
  outcome('team', { ok: true, note: 'not taken for gone@example.com' });
  turn('down');
  await pass(HOUR);
  turn('healthy');
  await pass(HOUR);
  expect(sent).toHaveLength(2);
  expect(said).toEqual(['Alerts get through to "team", but not to all: not taken for gone@example.com']);
  expect(alerts().status().channels).toMatchObject([{ state: 'well', why: 'not taken for gone@example.com' }]);
});

describe('a test', () => {
  it('says of each channel whether it got through, and has what waits tried at once where it did', async () => {
    const { turn, pass, sent, outcome, alerts } = await scene([channelOf('team'), channelOf('boss')]);
    outcome('team', DOWN);
    outcome('boss', DOWN);
    turn('down');
    await pass(10 * MINUTE);
    outcome('boss', GOT_THROUGH);
    const count = sent.length;
    const results = alerts().test(null);
    await pass(SECOND);
    expect(await results).toMatchObject([
      { channel: 'team', kind: 'desktop', ok: false, why: 'it cannot be reached (ECONNREFUSED)' },
      { channel: 'boss', ok: true, why: '' },
    ]);
    expect(words(sent.slice(count))).toEqual([
      'team: begin A test: alerts of Failsoft arrive here',
      'boss: begin A test: alerts of Failsoft arrive here',
      'boss: begin Claude API is down',
      'boss: begin Alerts do not get through to "team" (desktop)',
    ]);
    await expect(alerts().test('nobody')).rejects.toMatchObject({
      kind: 'bad-request',
      message: 'There is no channel nobody for alerts; there are team, boss',
    });
  });
});
