import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { handMade, type HandMade, verdict } from '../../../test/fixtures/monitor.ts';
import { STORY } from '../../../test/fixtures/monitor-story.ts';
import type { Tiding } from '../../model/monitor.ts';
import { noNetwork, type SimulatedWorld, simulatedWorld } from '../../world/simulated.ts';
import { caller } from '../testing/caller.ts';
import { type Bulletin, openBulletin } from './bulletin.ts';

const TIDING: Tiding = {
  kind: 'verdict',
  verdict: verdict('claude-api', 'healthy'),
  before: 'down',
  maintenance: null,
};

type Stage = HandMade & {
  readonly world: SimulatedWorld;
  readonly bulletin: Bulletin;
  /** How often the monitor was looked at. */
  readonly looks: () => number;
  /** How often the past was counted. */
  readonly counts: () => number;
};

function stage(): Stage {
  const world = simulatedWorld(7, noNetwork);
  const made = handMade(STORY);
  let looks = 0;
  let counts = 0;
  const verdicts = (): ReturnType<typeof made.monitor.verdicts> => {
    looks += 1;
    return made.monitor.verdicts();
  };
  const days: typeof made.monitor.days = async (id, count) => {
    counts += 1;
    return made.monitor.days(id, count);
  };
  const around = { cutOffSinceMs: null, used: new Set<string>(), standins: new Map() };
  const bulletin = openBulletin({ ...made.monitor, verdicts, days }, world, () => around);
  return { ...made, world, bulletin, looks: () => looks, counts: () => counts / STORY.surfaces.length };
}

const eventsIn = (text: string): readonly string[] => [...text.matchAll(/event: (\w+)/g)].map(([, name = '']) => name);

/** Lets what was promised come: the past is gathered turn by turn. */
const breathe = async (): Promise<void> => {
  for (let turn = 0; turn < 2 * STORY.surfaces.length; turn += 1) await nextTurn();
};

describe('the bulletin', () => {
  it('is gathered once for all who look within a second', async () => {
    const { bulletin, looks, world } = stage();
    const all = await Promise.all(Array.from({ length: 50 }, async () => bulletin.outlook()));
    expect(new Set(all).size).toBe(1);
    expect(looks()).toBe(1);
    world.pass(1_000);
    await bulletin.outlook();
    expect(looks()).toBe(2);
  });

  it('counts the past again only after an incident, or a minute', async () => {
    const { bulletin, change, counts, world } = stage();
    for (let second = 0; second < 59; second += 1) {
      await bulletin.outlook();
      world.pass(1_000);
    }
    change({}, TIDING);
    await bulletin.outlook();
    expect(counts()).toBe(1);
    const [incident] = STORY.incidents;
    if (incident !== undefined) change({}, { kind: 'incident', incident, change: 'updated' });
    world.pass(1_000);
    await bulletin.outlook();
    expect(counts()).toBe(2);
    world.pass(60_000);
    await bulletin.outlook();
    expect(counts()).toBe(3);
  });

  it('beats while somebody watches, with the time of the last look, and rests when nobody does', async () => {
    const { bulletin, world } = stage();
    const reader = caller();
    const running = bulletin.watch(reader.sink);
    expect(eventsIn(reader.text())).toEqual(['beat']);
    world.pass(10_000);
    await breathe();
    expect(eventsIn(reader.text())).toEqual(['beat', 'beat']);
    expect(reader.text()).toContain(`"checkedAtMs":${STORY.nowMs - 18_000}`);
    running.gone();
    world.pass(60_000);
    await breathe();
    expect(eventsIn(reader.text())).toEqual(['beat', 'beat']);
    expect(world.timers()).toBe(0);
  });

  it('tells of many changes once, when what was gathered before them is too old to be shown', () => {
    const { bulletin, change, world } = stage();
    const reader = caller();
    bulletin.watch(reader.sink);
    change({}, TIDING, TIDING, TIDING);
    world.pass(999);
    expect(eventsIn(reader.text())).toEqual(['beat']);
    world.pass(1);
    expect(eventsIn(reader.text())).toEqual(['beat', 'changed']);
    change({}, TIDING);
    world.pass(1_000);
    expect(eventsIn(reader.text())).toEqual(['beat', 'changed', 'changed']);
  });

  it('leaves out whoever is slow, and keeps nothing for him', () => {
    const { bulletin, change, world } = stage();
    const [slow, quick] = [caller(), caller()];
    slow.slow(true);
    const running = bulletin.watch(slow.sink);
    bulletin.watch(quick.sink);
    for (let turn = 0; turn < 5; turn += 1) {
      change({}, TIDING);
      world.pass(1_000);
    }
    expect(eventsIn(slow.text())).toEqual(['beat']);
    expect(eventsIn(quick.text())).toHaveLength(6);
    slow.slow(false);
    running.drained();
    change({}, TIDING);
    world.pass(1_000);
    expect(eventsIn(slow.text())).toEqual(['beat', 'changed']);
  });

  it('does nothing for changes that nobody watches', () => {
    const { change, world } = stage();
    change({}, TIDING);
    expect(world.timers()).toBe(0);
  });

  it('ends in good order', () => {
    const { bulletin, change, world, listeners } = stage();
    const reader = caller();
    bulletin.watch(reader.sink);
    change({}, TIDING);
    bulletin.close();
    expect([reader.end(), world.timers(), listeners()]).toEqual(['ended', 0, 0]);
  });
});
