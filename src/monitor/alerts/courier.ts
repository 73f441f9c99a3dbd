import type { Channel } from '../../model/channel.ts';
import type { Cancel, World } from '../../world/world.ts';
import { afterTry, type Health, UNTRIED } from './health.ts';
import { delivered, type Delivery, failed, nextOf, type Outbox } from './outbox.ts';
import type { Outcome } from './send/outcome.ts';
import type { Send } from './send/send.ts';

export type CourierParts = {
  readonly world: Pick<World, 'nowMs' | 'wallMs' | 'after'>;
  readonly send: Send;
  readonly channels: () => readonly Channel[];
  readonly outbox: () => Outbox;
  /** There is another outbox now. */
  readonly changed: (outbox: Outbox) => void;
  /** Resolves when what is to be sent would be found again after a restart. */
  readonly written: () => Promise<void>;
  /** How a channel was before a try, and is now. */
  readonly tried: (channel: Channel, before: Health, after: Health) => void;
  readonly host: string;
  readonly origin: () => string;
};

export type Courier = {
  /** Tries what is due. To be called whenever there is something new in the outbox. */
  readonly look: () => void;
  readonly health: (channel: string) => Health;
  readonly close: () => void;
};

/** Carries what is in the outbox to the channels: on each of them one thing at a time. */
export function courier({
  world,
  send,
  channels,
  outbox,
  changed,
  written,
  tried,
  host,
  origin,
}: CourierParts): Courier {
  const underWay = new Map<string, Cancel>();
  const healths = new Map<string, Health>();
  let wake: Cancel | null = null;
  let closed = false;
  const health = (name: string): Health => healths.get(name) ?? UNTRIED;

  const look = (): void => {
    if (closed) return;
    wake?.();
    wake = null;
    const nowMs = world.nowMs();
    let soonestMs = Number.POSITIVE_INFINITY;
    for (const channel of channels()) {
      const next = underWay.has(channel.name) ? null : nextOf(outbox(), channel.name);
      if (next === null) continue;
      if (next.dueMs <= nowMs) begin(channel, next);
      else soonestMs = Math.min(soonestMs, next.dueMs);
    }
    if (Number.isFinite(soonestMs)) wake = world.after(soonestMs - nowMs, look, 'idle');
  };

  const begin = (channel: Channel, { id, notice, tries }: Delivery): void => {
    let over = false;
    let stop: Cancel | null = null;
    underWay.set(channel.name, () => {
      over = true;
      stop?.();
    });
    const go = (): void => {
      if (over) return;
      const message = { id, notice, host, origin: origin(), sentAtMs: world.wallMs() };
      stop = send(message, channel.place, (outcome) => {
        if (!over) ended(channel, id, outcome);
      });
    };
    if (tries === 0) void written().then(go);
    else go();
  };

  const ended = (channel: Channel, id: string, outcome: Outcome): void => {
    const { name } = channel;
    underWay.delete(name);
    const before = health(name);
    const after = afterTry(before, outcome, world.wallMs());
    healths.set(name, after);
    const moment = { nowMs: world.nowMs(), wallMs: world.wallMs() };
    changed(outcome.ok ? delivered(outbox(), id) : failed(outbox(), id, outcome, moment));
    tried(channel, before, after);
    look();
  };

  return {
    look,
    health,
    close: () => {
      closed = true;
      wake?.();
      for (const stop of underWay.values()) stop();
    },
  };
}
