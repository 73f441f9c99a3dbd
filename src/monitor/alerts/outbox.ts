import type { GivenUp } from '../../model/alerts.ts';
import type { Notice } from '../../model/channel.ts';

/** A notice on its way. */
export type Delivery = {
  /** The same at every try, so that receivers can tell repeats. */
  readonly id: string;
  readonly notice: Notice;
  /** When it was to be sent first, ms since 1970. */
  readonly atMs: number;
  readonly tries: number;
  /** Not to be tried before, monotonic ms. */
  readonly dueMs: number;
  /** Whose fault the last try was: `channel`, others would not get through either; `notice`, this one is refused. */
  readonly blamed: Failure['blames'] | null;
};

/** What is to be sent, oldest first, and what never got through, newest first. A plain value, so that it can be kept over a restart. */
export type Outbox = { readonly deliveries: readonly Delivery[]; readonly givenUp: readonly GivenUp[] };

/** Why a try failed. */
export type Failure = {
  readonly blames: 'channel' | 'notice';
  /** In words without secrets. */
  readonly why: string;
  /** How long the receiver asks us to wait, ms; null where it does not say. */
  readonly retryAfterMs: number | null;
};

/** `nowMs` is monotonic, `wallMs` is since 1970. */
export type Moment = { readonly nowMs: number; readonly wallMs: number };

export const NOTHING_TO_SEND: Outbox = { deliveries: [], givenUp: [] };

/** After the first tries, ms; then every so often as after the last of them. */
const PAUSES_MS = [1_000, 5_000, 30_000, 300_000];
/** What has not got through after so long, ms, and after so many tries is given up. */
const GIVE_UP_MS = 24 * 3_600_000;
const TRIES_MIN = PAUSES_MS.length + 1;
/** Notices that wait for one channel. */
const WAITING_MAX = 100;
/** Notices that were given up and can still be seen. */
const GIVEN_UP_MAX = 100;

/** Takes in what is to be sent. Of what is not even told yet nobody is reminded. */
export function posted(outbox: Outbox, id: string, notice: Notice, { wallMs }: Pick<Moment, 'wallMs'>): Outbox {
  const waiting = outbox.deliveries.filter((one) => one.notice.channel === notice.channel);
  const isTold = !waiting.some((one) => isOfSame(one.notice, notice));
  if (notice.kind === 'reminder' && !isTold) return outbox;
  const delivery: Delivery = { id, notice, atMs: wallMs, tries: 0, dueMs: 0, blamed: null };
  const next = { ...outbox, deliveries: [...outbox.deliveries, delivery] };
  if (waiting.length < WAITING_MAX) return next;
  // The end of what was told is the last thing to do without.
  const oldest = waiting.find((one) => one.notice.kind !== 'end') ?? waiting[0];
  return oldest === undefined ? next : givenUp(next, oldest, { why: 'too many others wait', wallMs });
}

/**
 * What is tried next on a channel, when it is due. One after the other: where nothing gets through the others wait; what is refused
 * lets others pass, but not those of its own episode.
 */
export function nextOf({ deliveries }: Outbox, channel: string): Delivery | null {
  const passed: Delivery[] = [];
  for (const one of deliveries) {
    if (one.notice.channel !== channel || passed.some((before) => isOfSame(before.notice, one.notice))) continue;
    passed.push(one);
    if (one.blamed !== 'notice') break;
  }
  return passed.reduce<Delivery | null>((best, one) => (best === null || one.dueMs < best.dueMs ? one : best), null);
}

export function delivered(outbox: Outbox, id: string): Outbox {
  return { ...outbox, deliveries: outbox.deliveries.filter((one) => one.id !== id) };
}

/** A try has failed: it is tried again later, or given up. */
export function failed(outbox: Outbox, id: string, failure: Failure, { nowMs, wallMs }: Moment): Outbox {
  const before = outbox.deliveries.find((one) => one.id === id);
  if (before === undefined) return outbox;
  const tries = before.tries + 1;
  const pauseMs = Math.max(
    PAUSES_MS[tries - 1] ?? PAUSES_MS.at(-1) ?? 0,
    Math.min(failure.retryAfterMs ?? 0, GIVE_UP_MS),
  );
  const delivery = { ...before, tries, dueMs: nowMs + pauseMs, blamed: failure.blames };
  const next = { ...outbox, deliveries: outbox.deliveries.map((one) => (one.id === id ? delivery : one)) };
  const isHopeless = tries >= TRIES_MIN && wallMs - before.atMs >= GIVE_UP_MS;
  return isHopeless ? givenUp(next, delivery, { why: failure.why, wallMs }) : next;
}

/** What waits for a channel is tried at once: it has just been seen to work. */
export function hurried(outbox: Outbox, channel: string): Outbox {
  const deliveries = outbox.deliveries.map((one) => (one.notice.channel === channel ? { ...one, dueMs: 0 } : one));
  return { ...outbox, deliveries };
}

/** Without what is for channels that are no more. */
export function onlyFor(outbox: Outbox, channels: readonly string[]): Outbox {
  if (outbox.deliveries.every(({ notice }) => channels.includes(notice.channel))) return outbox;
  return { ...outbox, deliveries: outbox.deliveries.filter(({ notice }) => channels.includes(notice.channel)) };
}

type Reason = { readonly why: string; readonly wallMs: number };

/** With a beginning goes what follows it: nobody need hear of an end who has not heard of that. */
function givenUp(outbox: Outbox, { id, notice }: Delivery, { why, wallMs }: Reason): Outbox {
  const from = outbox.deliveries.findIndex((one) => one.id === id);
  const isLost = (one: Delivery, at: number): boolean =>
    one.id === id || (notice.kind === 'begin' && at > from && isOfSame(one.notice, notice));
  const lost = outbox.deliveries.filter(isLost).map((one): GivenUp => ({ ...waitingOf(one), gaveUpAtMs: wallMs, why }));
  return {
    deliveries: outbox.deliveries.filter((one, at) => !isLost(one, at)),
    givenUp: [...lost.toReversed(), ...outbox.givenUp].slice(0, GIVEN_UP_MAX),
  };
}

/** For those who look at it. */
export function waitingOf({ id, notice, atMs, tries }: Delivery): Omit<GivenUp, 'gaveUpAtMs' | 'why'> {
  return { id, channel: notice.channel, kind: notice.kind, title: notice.alert.title, atMs, tries };
}

function isOfSame(one: Notice, other: Notice): boolean {
  return one.channel === other.channel && one.alert.episode === other.alert.episode;
}
