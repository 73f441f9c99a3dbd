import { afterEach, describe, expect, it } from 'vitest';
import { source, verdict } from '../../../test/fixtures/monitor.ts';
import { GOT_THROUGH, lost } from './send/outcome.ts';
import { channelOf, MINUTE } from './testing/alerts.ts';
import { closeAll, disk, scene, SECOND, words } from './testing/scene.ts';

afterEach(closeAll);

const DOWN = lost('it cannot be reached (ECONNREFUSED)');

describe('a restart', () => {
  it('in the middle loses nothing and tells nothing twice: what waits arrives under its id, and the end follows', async () => {
    const store = disk();
    const { turn, pass, sent, outcome, restart, world } = await scene([channelOf('team'), channelOf('boss')], store);
    outcome('team', DOWN);
    turn('down');
    await pass(10 * SECOND);
    await restart();
    outcome('team', GOT_THROUGH);
    turn('unknown');
    turn('down');
    await pass(10 * SECOND);
    await restart();
    turn('unknown');
    turn('healthy');
    await pass(MINUTE);
    expect(words(sent.filter(({ channel }) => channel === 'boss'))).toEqual([
      'boss: begin Claude API is down',
      'boss: begin Alerts do not get through to "team" (desktop)',
      'boss: end Alerts get through to "team" again',
      'boss: end Claude API is well again',
    ]);
    const team = sent.filter(({ channel }) => channel === 'team');
    expect(team.at(-1)).toMatchObject({ kind: 'end', title: 'Claude API is well again' });
    expect(new Set(team.slice(0, -1).map(({ id }) => id)).size).toBe(1);
    expect(world.timers()).toBeLessThan(5);
  });

  it('after which the trouble is over ends it by itself', async () => {
    const store = disk();
    const { turn, pass, sent, restart, made } = await scene([channelOf('team')], store);
    turn('down');
    await pass(MINUTE);
    made.change({ verdicts: [verdict('claude-api', 'healthy')] });
    await restart();
    await pass(MINUTE);
    expect(words(sent)).toEqual(['team: begin Claude API is down', 'team: end Over: Claude API is down']);
  });

  it('finds what happens before it knows what was before', async () => {
    const store = disk();
    const asked = Promise.withResolvers<string | null>();
    const slow = { ...store, note: async () => asked.promise };
    const { turn, pass, sent } = await scene([channelOf('team')], slow);
    turn('down');
    await pass(MINUTE);
    expect(sent).toEqual([]);
    asked.resolve(null);
    await pass(MINUTE);
    expect(words(sent)).toEqual(['team: begin Claude API is down']);
  });

  it('with a disk that cannot be read goes on without it, and says so', async () => {
    const busy = { ...disk(), note: async () => Promise.reject(new Error('locked')) };
    const { turn, pass, sent, said } = await scene([channelOf('team')], busy);
    turn('down');
    await pass(MINUTE);
    expect(words(sent)).toEqual(['team: begin Claude API is down']);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^What was told of before is not known: /);
  });

  it('with a disk that hangs sends all the same', async () => {
    const hanging = { ...disk(), flush: async () => new Promise<void>(() => {}) };
    const { turn, pass, sent } = await scene([channelOf('team')], hanging);
    turn('down');
    await pass(SECOND);
    expect(sent).toEqual([]);
    await pass(2 * SECOND);
    expect(sent).toHaveLength(1);
  });

  it.each(['not JSON', '{"version":99}', '{"version":1,"board":[],"outbox":7}', 'null'])(
    'begins anew where there is only %s',
    async (text) => {
      const store = disk();
      store.notes.set('alerts', text);
      const { turn, pass, sent } = await scene([channelOf('team')], store);
      turn('down');
      await pass(MINUTE);
      expect(sent).toHaveLength(1);
    },
  );

  it('finds no secret on the disk, and little', async () => {
    const store = disk();
    const { turn, pass, hear } = await scene([channelOf('team')], store);
    turn('down');
    hear({
      kind: 'source',
      source: source('claude', 'Claude', ['claude-api'], { state: 'blocked', why: 'no' }),
      before: 'ok',
    });
    await pass(MINUTE);
    expect(store.notes.get('alerts')?.length).toBeLessThan(3_000);
  });
});
