import type { Alert } from '../../model/alert.ts';
import type { Tried } from '../../model/alerts.ts';
import { type Channel, keepsOpen, type Notice } from '../../model/channel.ts';
import type { World } from '../../world/world.ts';
import type { Message } from './channels/message.ts';
import type { Outcome } from './send/outcome.ts';
import type { Send } from './send/send.ts';

export type TrialParts = {
  readonly world: Pick<World, 'nowMs' | 'wallMs'>;
  readonly send: Send;
  readonly newId: () => string;
  readonly host: string;
  readonly origin: string;
};

/** Sends something to a channel to see whether it arrives: once, whatever comes of it. */
export async function tryChannel(parts: TrialParts, { name, place }: Channel): Promise<Tried> {
  const startMs = parts.world.nowMs();
  const id = parts.newId();
  const alert: Alert = {
    id,
    type: 'test',
    episode: `test:${id}`,
    severity: 'info',
    ends: false,
    atMs: parts.world.wallMs(),
    title: 'A test: alerts of Failsoft arrive here',
    lines: [`It was sent to the channel "${name}" because somebody wanted to see whether it arrives.`],
    surface: null,
    byPage: false,
    url: null,
    untilMs: null,
  };
  const notice: Notice = { channel: name, kind: 'begin', alert, sinceMs: alert.atMs };
  let outcome = await sent(parts, id, notice, place);
  // Nothing is to stay open because of a test.
  if (outcome.ok && keepsOpen(place)) outcome = await sent(parts, `${id}-end`, { ...notice, kind: 'end' }, place);
  const tookMs = Math.round(parts.world.nowMs() - startMs);
  return {
    channel: name,
    kind: place.kind,
    ok: outcome.ok,
    why: outcome.ok ? (outcome.note ?? '') : outcome.why,
    tookMs,
  };
}

async function sent(parts: TrialParts, id: string, notice: Notice, place: Channel['place']): Promise<Outcome> {
  const { world, send, host, origin } = parts;
  const message: Message = { id, notice, host, origin, sentAtMs: world.wallMs() };
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  send(message, place, resolve);
  return promise;
}
