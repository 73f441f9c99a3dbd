import { copyFileSync, existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { shelf, until } from '../../../test/fixtures/journal.ts';
import { handMade, NOW, surface, verdict } from '../../../test/fixtures/monitor.ts';
import { type Receiver, startReceiver } from '../../../test/fixtures/receiver.ts';
import { openStore, type Store } from '../../store/store.ts';
import { realWorld } from '../../world/real.ts';
import { type RunningAlerts, startAlerts } from './alerts.ts';
import { channelOf } from './testing/alerts.ts';
import { placeOf, SECRET_WORD } from './testing/places.ts';

const { newFile, clear } = shelf();
const world = realWorld();
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  await clear();
});

const made = handMade({
  nowMs: NOW,
  surfaces: [surface('claude-api')],
  verdicts: [verdict('claude-api', 'down')],
  sources: [],
  maintenances: [],
  incidents: [],
});
const FAILING = [{ kind: 'traffic', text: '9 of 9 requests failed with 529', factor: 99, atMs: 0, url: null }] as const;

let count = 0;

/** A gateway's alerts to one receiver, with a real disk. */
function start(path: string, receiver: Receiver): { readonly alerts: RunningAlerts; readonly store: Store } {
  const store = openStore({ path, keepDays: 14, onTrouble: () => {}, wallMs: world.wallMs });
  const alerts = startAlerts({
    world,
    monitor: made.monitor,
    store: store.monitor,
    channels: () => [channelOf('team', {}, placeOf('webhook', receiver.url))],
    say: () => {},
    host: 'gateway-1',
    newId: () => `alert_${(count += 1)}`,
    extraCa: [],
  });
  return { alerts, store };
}

const idsAt = (receiver: Receiver): readonly (string | string[] | undefined)[] =>
  receiver.got.map(({ headers }) => headers['webhook-id']);

describe('a notice on its way', () => {
  it('arrives after the gateway has ended and begun again, under the same id, and its end follows', async () => {
    const path = newFile();
    const receiver = await startReceiver();
    ends.push(receiver.close);
    receiver.turn({ status: 503 });
    const first = start(path, receiver);
    await until(() => existsSync(path));
    made.change(
      {},
      {
        kind: 'verdict',
        verdict: verdict('claude-api', 'down', { evidence: FAILING }),
        before: 'healthy',
        maintenance: null,
      },
    );
    await until(() => receiver.got.length > 0);
    first.alerts.close();
    await first.store.close();
    const tried = receiver.got.length;
    receiver.turn({ status: 200 });
    const second = start(path, receiver);
    ends.push(
      async () => second.store.close(),
      () => second.alerts.close(),
    );
    await until(() => receiver.got.length > tried);
    expect(new Set(idsAt(receiver)).size).toBe(1);
    made.change({}, { kind: 'verdict', verdict: verdict('claude-api', 'healthy'), before: 'down', maintenance: null });
    await until(() => receiver.got.length > tried + 1);
    expect(new Set(idsAt(receiver)).size).toBe(2);
    expect(JSON.parse(receiver.got.at(-1)?.body ?? '')).toMatchObject({ data: { kind: 'end' } });
  });

  it('is on the disk before anybody is told, without a secret, so that no crash loses it', async () => {
    const path = newFile();
    const copy = newFile();
    const receiver = await startReceiver();
    ends.push(receiver.close);
    const first = start(path, receiver);
    ends.push(
      async () => first.store.close(),
      () => first.alerts.close(),
    );
    await first.store.monitor.note('alerts');
    // As the disk is when the first word of it arrives somewhere.
    receiver.turn(() => {
      if (!existsSync(copy)) for (const end of ['', '-wal']) copyFileSync(path + end, `${path}.copy${end}`);
      return { status: 503 };
    });
    made.change(
      {},
      {
        kind: 'verdict',
        verdict: verdict('claude-api', 'down', { evidence: FAILING }),
        before: 'healthy',
        maintenance: null,
      },
    );
    await until(() => receiver.got.length > 0);
    const left = openStore({ path: `${path}.copy`, keepDays: 14, onTrouble: () => {}, wallMs: world.wallMs });
    ends.push(async () => left.close());
    const note = await left.monitor.note('alerts');
    expect(note).toContain(String(idsAt(receiver)[0]));
    expect(note).toContain('Claude API is down');
    expect(note).not.toContain(SECRET_WORD);
    expect(note).not.toContain(receiver.url);
  });
});
