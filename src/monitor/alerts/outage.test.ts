import { afterEach, describe, expect, it } from 'vitest';
import type { Channel, Place } from '../../model/channel.ts';
import type { Reading } from '../../model/official.ts';
import { Secret } from '../../model/secret.ts';
import type { World } from '../../world/world.ts';
import type { MonitorSettings } from '../scene.ts';
import {
  claudePage,
  closeAll,
  FAILING,
  MINUTE,
  posted,
  QUIET,
  SECOND,
  type Watch,
  watch,
  WELL,
} from '../testing/watch.ts';
import { type RunningAlerts, startAlerts } from './alerts.ts';
import { GOT_THROUGH } from './send/outcome.ts';
import { senderFor } from './send/send.ts';
import { channelOf } from './testing/alerts.ts';
import { emailPlace, SECRET_WORD, webPlaces } from './testing/places.ts';

const running: RunningAlerts[] = [];
afterEach(() => {
  for (const one of running.splice(0)) one.close();
  closeAll();
});

type Told = { readonly channel: string; readonly body: string };

const PLACES: readonly Place[] = [
  ...webPlaces('https://receiver.example'),
  emailPlace('smtps://mail.example'),
  { kind: 'desktop' },
];

/** Alerts of a monitor to a channel of each kind, through the world wherever that is where they go. */
function tell(scene: Watch, channels: readonly Channel[]): readonly Told[] {
  const told: Told[] = [];
  const world: World = {
    ...scene.world,
    open: (request, on) => {
      const [channel = ''] = channels
        .map(({ name, place }) => ({
          name,
          url: 'address' in place ? place.address : 'url' in place ? place.url.reveal() : '',
        }))
        .filter(({ url }) => url !== '' && new URL(url).origin === request.origin)
        .map(({ name }) => name);
      told.push({ channel, body: Buffer.from(request.body ?? []).toString('utf8') });
      return scene.world.open(request, on);
    },
  };
  const byWeb = senderFor({ world, extraCa: [] });
  let count = 0;
  running.push(
    startAlerts({
      world,
      monitor: scene.running().monitor,
      store: null,
      channels: () => channels,
      say: (sentence) => {
        throw new Error(sentence);
      },
      host: 'gateway-1',
      newId: () => `alert_${(count += 1)}`,
      extraCa: [],
      send: (message, place, done) => {
        if (place.kind !== 'email' && place.kind !== 'desktop') return byWeb(message, place, done);
        told.push({ channel: place.kind, body: JSON.stringify(message.notice) });
        return world.after(1, () => done(GOT_THROUGH));
      },
    }),
  );
  return told;
}

/** Each channel at a host of its own. */
const CHANNELS: readonly Channel[] = PLACES.map((place) => {
  const host = `https://${place.kind}.receiver.example`;
  const own =
    'address' in place ? { address: host } : 'url' in place ? { url: new Secret(`${host}/${SECRET_WORD}`) } : {};
  return { ...channelOf(place.kind), place: { ...place, ...own } };
});

describe('an outage from its beginning to its end', () => {
  it('is one beginning and one end on every kind of channel, also where a page speaks of it, too', async () => {
    let said: Partial<Reading> = {};
    const settings: MonitorSettings = { ...QUIET, pages: 'on' };
    const scene = await watch({ anthropic: {}, openai: {} }, { settings, choose: () => [claudePage(() => said)] });
    const told = tell(scene, CHANNELS);
    await scene.live(10 * MINUTE, 5 * SECOND);
    expect(told).toEqual([]);
    scene.turn('anthropic', FAILING);
    await scene.live(12 * MINUTE, 5 * SECOND);
    said = { incidents: [posted(scene.world.wallMs())] };
    await scene.live(5 * MINUTE, 5 * SECOND);
    scene.turn('anthropic', WELL);
    await scene.live(20 * MINUTE, 5 * SECOND);
    said = {
      incidents: [posted(scene.world.wallMs() - 25 * MINUTE, { stage: 'resolved', endedAtMs: scene.world.wallMs() })],
    };
    await scene.live(20 * MINUTE, 5 * SECOND);
    for (const { kind } of PLACES) {
      const bodies = told.filter(({ channel }) => channel === kind).map(({ body }) => body);
      expect([kind, bodies.length]).toEqual([kind, 2]);
      if (kind !== 'pagerduty' && kind !== 'opsgenie') {
        expect(bodies[0]).toContain('Claude API is down');
        expect(bodies[1]).toContain('Claude API is well again');
      }
    }
    const [trigger, resolve] = told
      .filter(({ channel }) => channel === 'pagerduty')
      .map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(trigger).toMatchObject({ event_action: 'trigger', payload: { severity: 'critical' } });
    expect(resolve).toMatchObject({ event_action: 'resolve', dedup_key: trigger?.['dedup_key'] });
  });

  it('of a page alone is told in the words of the page, and once', async () => {
    let said: Partial<Reading> = {};
    const settings: MonitorSettings = { ...QUIET, pages: 'on' };
    const scene = await watch({ anthropic: {}, openai: {} }, { settings, choose: () => [claudePage(() => said)] });
    const told = tell(
      scene,
      CHANNELS.filter(({ name }) => name === 'webhook'),
    );
    await scene.live(10 * MINUTE, 5 * SECOND);
    said = { incidents: [posted(scene.world.wallMs(), { surfaces: ['claude-app'], level: 'major' })] };
    await scene.live(10 * MINUTE, 5 * SECOND);
    said = {
      incidents: [
        posted(scene.world.wallMs() - 10 * MINUTE, {
          surfaces: ['claude-app'],
          level: 'major',
          stage: 'resolved',
          endedAtMs: scene.world.wallMs(),
        }),
      ],
    };
    await scene.live(20 * MINUTE, 5 * SECOND);
    const events = told.map(
      ({ body }) => JSON.parse(body) as { readonly data: { readonly kind: string; readonly title: string } },
    );
    expect(events.map(({ data }) => `${data.kind} ${data.title}`)).toEqual([
      'begin The status page of Claude says: Elevated errors on the API',
      'end The status page of Claude says it is over: Elevated errors on the API',
    ]);
  });

  it('of our own network is nobody’s, and nobody is told of it', async () => {
    const scene = await watch({ anthropic: {}, openai: {}, gemini: {} });
    const told = tell(scene, CHANNELS);
    await scene.live(10 * MINUTE, 2 * SECOND);
    for (const provider of ['anthropic', 'openai', 'gemini']) scene.turn(provider, { kind: 'unreachable' });
    await scene.live(20 * MINUTE, 2 * SECOND);
    for (const provider of ['anthropic', 'openai', 'gemini']) scene.turn(provider, WELL);
    await scene.live(20 * MINUTE, 2 * SECOND);
    expect(told).toEqual([]);
  });
});

it('a status page is asked without anybody having asked us something, where and only where somebody wants to be told', async () => {
  const settings: MonitorSettings = { ...QUIET, pages: 'asked' };
  const visitsWith = async (channels: readonly Channel[]): Promise<number> => {
    let visits = 0;
    const page = claudePage(() => {
      visits += 1;
      return {};
    });
    const scene = await watch({ anthropic: {} }, { settings, choose: () => [page] });
    tell(scene, channels);
    await scene.live(5 * MINUTE, 0);
    return visits;
  };
  expect(await visitsWith([])).toBe(0);
  expect(await visitsWith(CHANNELS)).toBeGreaterThan(0);
});
