import { OVER, type Running, type Sink } from '../../engine/asked.ts';
import { clientOf } from '../authorize.ts';
import { Fault } from '../../model/fault.ts';
import type { Gateway } from '../gateway.ts';
import type { Incoming } from '../handle.ts';
import { event, EVENT_STREAM } from '../status-page/audience.ts';
import { prepare, send } from '../status-page/reply.ts';
import type { Availabilities, Asker, Wanted } from './watch.ts';

export const AVAILABILITY = '/availability';

/** Names of routes, models and workflows, characters. */
const NAME_LENGTH_MAX = 200;
/** Browsers wait so long before they make a line anew, ms. */
const RETRY = Buffer.from('retry: 1000\n\n');

/** What an app should show: once, or as server-sent events to whoever accepts those. Throws a Fault. */
export function answerAvailability(gateway: Gateway, incoming: Incoming, sink: Sink): Running {
  const { method, headers, query } = incoming;
  const wanted = wantedIn(query);
  const asker: Asker = (live) => clientOf(headers, live);
  const { availability } = gateway;
  const { wallMs } = gateway.live().engine.world;
  if (method === 'GET' && /\btext\/event-stream\b/.test(headers['accept'] ?? ''))
    return tell(availability, { wanted, asker, wallMs }, sink);
  const body = `${JSON.stringify({ atMs: wallMs(), routes: availability.now(wanted, asker) })}\n`;
  const reply = { status: 200, type: 'application/json', body, headers: { 'cache-control': 'no-store' } };
  send(incoming, prepare(reply), sink);
  return OVER;
}

type Telling = { readonly wanted: Wanted; readonly asker: Asker; readonly wallMs: () => number };

function tell(availability: Availabilities, { wanted, asker, wallMs }: Telling, sink: Sink): Running {
  let isOpen = false;
  let isReady = true;
  /** What a slow reader has not heard yet: the newest is enough. */
  let pending: Uint8Array | null = null;
  const write = (bytes: Uint8Array): void => {
    if (!isOpen) {
      sink.head(200, EVENT_STREAM);
      sink.write(RETRY);
      isOpen = true;
    }
    if (isReady) isReady = sink.write(bytes);
    else pending = bytes;
  };
  const stop = availability.watch(wanted, asker, {
    changed: (routes) => write(event('availability', { atMs: wallMs(), routes })),
    beat: () => {
      if (isReady) write(event('beat', { atMs: wallMs() }));
    },
    over: () => {
      pending = null;
      sink.end();
    },
  });
  return {
    ...OVER,
    gone: stop,
    drained: () => {
      isReady = true;
      if (pending === null) return;
      const bytes = pending;
      pending = null;
      write(bytes);
    },
  };
}

function wantedIn(query: string): Wanted {
  const parameters = new URLSearchParams(query);
  const route = parameters.get('route');
  const model = parameters.get('model');
  const workflow = parameters.get('workflow');
  if ([route, model, workflow].some((name) => (name?.length ?? 0) > NAME_LENGTH_MAX))
    throw new Fault('bad-request', 'The name of the route, the model or the workflow is too long');
  return {
    ...(route !== null && { route }),
    ...(model !== null && { model }),
    ...(workflow !== null && { workflow }),
  };
}
