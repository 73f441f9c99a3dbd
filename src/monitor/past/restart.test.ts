import { afterEach, describe, expect, it } from 'vitest';
import { shelf } from '../../../test/fixtures/journal.ts';
import { openStore, type Store } from '../../store/store.ts';
import { closeAll, FAILING, MINUTE, own, SECOND, until, watch, WELL } from '../testing/watch.ts';

const { newFile, clear } = shelf();
const stores: Store[] = [];
afterEach(async () => {
  closeAll();
  await Promise.all(stores.splice(0).map(async (store) => store.close()));
  await clear();
});

function storeAt(path: string): Store {
  // In a simulated world, nothing is old.
  const store = openStore({ path, keepDays: 14, onTrouble: () => {}, wallMs: () => 0 });
  stores.push(store);
  return store;
}

describe('a restart', () => {
  it('in the middle of an outage goes on with the incident, and all of it is found afterwards', async () => {
    const path = newFile();
    const before = storeAt(path);
    const { live, turn, running, again, condition, entries, tidings } = await watch(
      { anthropic: {}, openai: {} },
      { store: before.monitor },
    );
    await live(10 * MINUTE, 2 * SECOND);
    turn('anthropic', FAILING);
    await live(5 * MINUTE, 2 * SECOND);
    const [opened] = await running().monitor.incidents({ limit: 9, openOnly: true });
    expect(opened?.requests.saved).toBeGreaterThan(100);
    running().close();
    await before.close();

    const told = tidings.length;
    const after = storeAt(path);
    await again({ store: after.monitor, journal: async () => entries.toReversed().slice(0, 1_000) });
    await live(MINUTE, 2 * SECOND);
    expect(condition('claude-api')).toBe('down');
    expect(tidings.slice(told).filter(({ kind }) => kind === 'incident')).toEqual([]);
    turn('anthropic', WELL);
    await live(15 * MINUTE, 2 * SECOND);
    const [incident, ...more] = await own({ running });
    expect(more).toEqual([]);
    expect(incident?.id).toBe(opened?.id);
    expect(incident?.observed?.endedAtMs).not.toBeNull();
    expect(incident?.requests.saved).toBeGreaterThan(opened?.requests.saved ?? 0);
    expect(incident?.observed?.startedAtMs).toBe(opened?.observed?.startedAtMs);
    const found = await running().monitor.incidents({ limit: 9, text: 'failed with 529', surface: 'claude-api' });
    expect(found.map(({ id }) => id)).toEqual([opened?.id]);
    const today = (await running().monitor.days('claude-api', 1))[0];
    expect(today).toMatchObject({ worst: 'major', incidents: [opened?.id] });
    const calls = await running().monitor.calls({ surface: 'claude-api', fromMs: 0, spanMs: 24 * 60 * MINUTE });
    const traffic = calls.find(({ kind }) => kind === 'traffic');
    expect(traffic?.well).toBeGreaterThan(200);
    expect(traffic?.ill).toBeGreaterThan(2);
  });

  it('has the history that comes with Failsoft, once, and what a page said of it since', async () => {
    const path = newFile();
    const first = storeAt(path);
    const { running, again } = await watch({ anthropic: {}, openai: {} }, { store: first.monitor });
    const limit = { limit: 5_000 };
    await until(async () => (await running().monitor.incidents(limit)).length > 1_000);
    const all = await running().monitor.incidents(limit);
    const claude = await running().monitor.incidents({ limit: 5, surface: 'claude-api', text: 'opus' });
    expect(claude).toHaveLength(5);
    running().close();
    await first.close();
    const second = storeAt(path);
    await again({ store: second.monitor });
    await until(async () => (await running().monitor.incidents(limit)).length >= all.length);
    expect(await running().monitor.incidents(limit)).toEqual(all);
  });
});
