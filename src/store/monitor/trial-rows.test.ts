import { afterEach, describe, expect, it } from 'vitest';
import { NOW, shelf } from '../../../test/fixtures/journal.ts';
import type { Trial } from '../../model/trial.ts';
import { openStore, type Store } from '../store.ts';

const MINUTE_MS = 60_000;
const { newFile, clear } = shelf();
const stores: Store[] = [];
afterEach(async () => {
  await Promise.all(stores.splice(0).map(async (store) => store.close()));
  await clear();
});

function open(path: string): Store {
  const store = openStore({ path, keepDays: 14, onTrouble: () => {}, wallMs: () => NOW });
  stores.push(store);
  return store;
}

const trial = (number: number, change: Partial<Trial> = {}): Trial => ({
  id: `drill-${number}`,
  kind: 'drill',
  providers: ['anthropic'],
  trouble: 'all',
  what: '529',
  startedAtMs: NOW - number * MINUTE_MS,
  endedAtMs: NOW - number * MINUTE_MS + 1,
  foundAtMs: null,
  config: null,
  code: { reply: 'c0de' },
  void: '',
  groups: [],
  ...change,
});

describe('trials on disk', () => {
  it('are the newest thousand, each as it was told last, after a restart too', async () => {
    const path = newFile();
    const store = open(path);
    for (let number = 0; number < 1_050; number += 1) {
      store.monitor.keepTrial(trial(number));
      // More than wait for the disk would be lost.
      if (number % 50 === 49) await store.monitor.flush();
    }
    store.monitor.keepTrial(trial(1, { void: 'the network was down' }));
    await store.close();
    const again = open(path);
    const found = await again.monitor.trials({ limit: 5_000 });
    expect(found).toHaveLength(1_000);
    expect(found.slice(0, 2)).toEqual([trial(0), trial(1, { void: 'the network was down' })]);
    expect(found.at(-1)?.id).toBe('drill-999');
    expect(await again.monitor.trials({ limit: 2 })).toHaveLength(2);
  });
});
