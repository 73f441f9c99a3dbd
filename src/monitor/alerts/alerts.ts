import type { Alert } from '../../model/alert.ts';
import type { Alerts } from '../../model/alerts.ts';
import type { Channel } from '../../model/channel.ts';
import { Fault } from '../../model/fault.ts';
import type { Monitor, Tiding } from '../../model/monitor.ts';
import type { Cancel, World } from '../../world/world.ts';
import { due, EMPTY, heard } from './board.ts';
import { courier } from './courier.ts';
import { alertFrom } from './from-tidings.ts';
import { alertOf, newsOf } from './health.ts';
import type { Memory } from './memory.ts';
import { hurried, NOTHING_TO_SEND, onlyFor, type Outbox, posted } from './outbox.ts';
import { type Send, senderFor } from './send/send.ts';
import { settled } from './settle.ts';
import { shelf, type ShelfParts } from './shelf.ts';
import { statusOf } from './status.ts';
import { tryChannel } from './trial.ts';

export type AlertsParts = {
  readonly world: World;
  readonly monitor: Pick<Monitor, 'listen' | 'verdicts' | 'surfaces' | 'standbys'>;
  readonly store: ShelfParts['store'];
  /** Those of the configuration that is in effect now. */
  readonly channels: () => readonly Channel[];
  /** Sentences for the operator. */
  readonly say: (sentence: string) => void;
  /** What this machine is called. */
  readonly host: string;
  /** Unlike any other. */
  readonly newId: () => string;
  /** Certificates, PEM, that mail servers may have besides the built-in ones. */
  readonly extraCa: readonly string[];
  /** Default: to the real ones. */
  readonly send?: Send;
};

export type RunningAlerts = Alerts & { readonly close: () => void };

/** How often it is looked whether time alone has made something due, ms. */
const TICK_MS = 10_000;
/** What may have happened before it is known what was before. */
const EARLY_MAX = 1_000;

/** Tells people what has happened, by the channels that are wanted. Where there are none, nothing is sent. */
export function startAlerts(parts: AlertsParts): RunningAlerts {
  const { world, monitor, channels, say, host, newId } = parts;
  const send = parts.send ?? senderFor({ world, extraCa: parts.extraCa });
  const startedMs = world.wallMs();
  const kept = shelf(parts);
  let memory: Memory = { origin: host, board: EMPTY, outbox: NOTHING_TO_SEND };
  let early: readonly Tiding[] = [];
  let cancel: Cancel | null = null;
  let closed = false;

  const take = (alert: Alert): void => void (memory = { ...memory, board: heard(memory.board, alert) });
  const put = (outbox: Outbox): void => {
    memory = { ...memory, outbox };
    kept.keep(memory);
  };
  const carrier = courier({
    world,
    send,
    channels,
    host,
    origin: () => memory.origin,
    outbox: () => memory.outbox,
    changed: put,
    written: kept.flushed,
    tried: (channel, before, after) => {
      const news = newsOf(before, after);
      const alert = alertOf(channel, after, { id: newId(), atMs: world.wallMs() });
      if (news !== null) say(after.why === '' ? `${alert.title}.` : `${alert.title}: ${after.why}`);
      else if (after.failures === 0 && after.why !== '' && after.why !== before.why)
        say(`Alerts get through to "${channel.name}", but not to all: ${after.why}`);
      // It may have failed before a restart: others have been told of that.
      const isBack = after.failures === 0 && alert.episode in memory.board.episodes;
      if (news !== 'failing' && !isBack) return;
      take(alert);
      look();
    },
  });

  const look = (): void => {
    if (closed || !kept.isRestored()) return;
    const now = channels();
    const nowMs = world.wallMs();
    // To look at verdicts counts as asking, which nobody does where nobody is to be told.
    const verdicts = now.length === 0 ? [] : monitor.verdicts();
    const names = now.map(({ name }) => name);
    const { standbys } = monitor;
    for (const alert of settled(memory.board, { verdicts, standbys, channels: names, nowMs, startedMs })) take(alert);
    const { board, notices } = due(memory.board, now, nowMs);
    memory = { ...memory, board };
    put(notices.reduce((all, one) => posted(all, newId(), one, { wallMs: nowMs }), onlyFor(memory.outbox, names)));
    carrier.look();
  };

  const nameOf = (id: string): string => monitor.surfaces().find((one) => one.id === id)?.name ?? id;
  const hear = (tiding: Tiding): void => {
    if (!kept.isRestored()) {
      early = [...early, tiding].slice(-EARLY_MAX);
      return;
    }
    const alert = alertFrom(tiding, { nowMs: world.wallMs(), newId, nameOf });
    if (alert !== null) take(alert);
    look();
  };

  const tick = (): void => {
    if (closed) return;
    cancel = world.after(TICK_MS, tick, 'idle');
    if (kept.isRestored()) return look();
    void kept.restore().then((before) => {
      if (closed || !kept.isRestored()) return;
      memory = before ?? memory;
      for (const tiding of early) hear(tiding);
      early = [];
      look();
    });
  };

  const stopListening = monitor.listen(hear);
  tick();

  return {
    status: () => statusOf(memory, channels(), carrier.health),
    test: async (wanted) => {
      const chosen = channels().filter(({ name }) => wanted === null || name === wanted);
      if (chosen.length === 0 && wanted !== null) throw new Fault('bad-request', unknown(wanted, channels()));
      const trial = { world, send, newId, host, origin: memory.origin };
      const results = await Promise.all(chosen.map(async (channel) => tryChannel(trial, channel)));
      for (const { channel, ok } of results) if (ok) put(hurried(memory.outbox, channel));
      carrier.look();
      return results;
    },
    close: () => {
      closed = true;
      stopListening();
      cancel?.();
      carrier.close();
      kept.keep(memory);
    },
  };
}

function unknown(name: string, channels: readonly Channel[]): string {
  const there = channels.length === 0 ? 'there is none' : `there are ${channels.map((one) => one.name).join(', ')}`;
  return `There is no channel ${name.slice(0, 100)} for alerts; ${there}`;
}
