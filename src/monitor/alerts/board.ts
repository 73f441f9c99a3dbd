import { type Alert, isAtLeast, SEVERITIES } from '../../model/alert.ts';
import { type Channel, keepsOpen, type Notice, type Wish } from '../../model/channel.ts';
import { isQuiet } from '../../model/quiet.ts';
import { digestOf } from './digest.ts';

/** How far one channel is with one episode. All times are ms since 1970. */
type Step =
  /** It wants to hear of it once it has lasted long enough, counted from here. */
  | { readonly state: 'waiting'; readonly sinceMs: number }
  /** It would have been told, were it not for its quiet hours. */
  | { readonly state: 'held'; readonly sinceMs: number; readonly alert: Alert }
  /** It has heard of it in the words of a page. */
  | { readonly state: 'said'; readonly rank: number }
  | { readonly state: 'told'; readonly id: string; readonly rank: number; readonly atMs: number };

type Episode = {
  readonly newest: Alert;
  readonly sinceMs: number;
  /** All that it is about. */
  readonly surfaces: readonly string[];
  readonly byChannel: Readonly<Record<string, Step>>;
};

/** All that goes on, and who was told of it. A plain value, so that it can be kept over a restart. */
export type Board = {
  /** Oldest first. */
  readonly episodes: Readonly<Record<string, Episode>>;
  /** What has come and gone in quiet hours, by channel. */
  readonly missed: Readonly<Record<string, readonly Alert[]>>;
};

export const EMPTY: Board = { episodes: {}, missed: {} };

/** Episodes that are remembered. */
const EPISODES_MAX = 500;
/** How long they are without news, ms: of some nobody ever tells the end. */
const EPISODE_MS_MAX = 7 * 24 * 3_600_000;
/** What has come and gone in quiet hours that one digest names. */
const MISSED_MAX = 50;

/** Something has happened. Whom to tell is found out by `due`. */
export function heard(board: Board, alert: Alert): Board {
  const known = board.episodes[alert.episode];
  // Of an end nobody need hear who has not heard of a beginning.
  if (known === undefined && alert.ends) return board;
  const { sinceMs, surfaces, byChannel } = known ?? newEpisode(alert);
  const more = alert.surface === null || surfaces.includes(alert.surface) ? [] : [alert.surface];
  const episode: Episode = { newest: alert, sinceMs, surfaces: [...surfaces, ...more], byChannel };
  if (known !== undefined) return { ...board, episodes: { ...board.episodes, [alert.episode]: episode } };
  const others = Object.entries(board.episodes);
  const tooMany = others.length - EPISODES_MAX + 1;
  const kept = others.map(([name, one], at) => [name, at < tooMany ? leftAlone(one, alert.atMs) : one] as const);
  return { ...board, episodes: Object.fromEntries([...kept, [alert.episode, episode]]) };
}

function newEpisode(newest: Alert): Episode {
  return { newest, sinceMs: newest.atMs, surfaces: [], byChannel: {} };
}

/** What is to be sent now. To be asked again whenever time has passed or something was heard. */
export function due(
  board: Board,
  channels: readonly Pick<Channel, 'name' | 'wish' | 'place'>[],
  nowMs: number,
): { readonly board: Board; readonly notices: readonly Notice[] } {
  const notices: Notice[] = [];
  const missed = new Map(channels.map(({ name }) => [name, board.missed[name] ?? []]));
  const episodes: Record<string, Episode> = {};
  const known = {
    ...board,
    episodes: mapped(board.episodes, (one) => (isStale(one, nowMs) ? leftAlone(one, nowMs) : one)),
  };
  for (const [name, episode] of Object.entries(known.episodes)) {
    const byChannel: Record<string, Step> = {};
    for (const channel of channels) {
      const before = episode.byChannel[channel.name];
      const { step, kind, held } = turned(known, episode, { channel, before, nowMs });
      if (step !== null) byChannel[channel.name] = step;
      if (kind !== null) notices.push({ channel: channel.name, kind, alert: episode.newest, sinceMs: episode.sinceMs });
      if (held !== null) missed.set(channel.name, [...(missed.get(channel.name) ?? []), held].slice(-MISSED_MAX));
    }
    const isOver = episode.newest.ends && Object.keys(byChannel).length === 0;
    if (!isOver) episodes[name] = { ...episode, byChannel };
  }
  for (const { name, wish } of channels) {
    const alerts = missed.get(name) ?? [];
    const [first] = alerts;
    if (first === undefined || isQuiet(wish.quiet, nowMs)) continue;
    notices.push({ channel: name, kind: 'missed', alert: digestOf(alerts, first, nowMs), sinceMs: first.atMs });
    missed.set(name, []);
  }
  const kept = [...missed].filter(([, alerts]) => alerts.length > 0);
  return { board: { episodes, missed: Object.fromEntries(kept) }, notices };
}

type Case = {
  readonly channel: Pick<Channel, 'name' | 'wish' | 'place'>;
  readonly before: Step | undefined;
  readonly nowMs: number;
};

/** `step`: null where the channel has nothing to do with it any more. `held`: what has come and gone without its hearing. */
type Turn = { readonly step: Step | null; readonly kind: Notice['kind'] | null; readonly held: Alert | null };

const NOTHING: Turn = { step: null, kind: null, held: null };

function turned(board: Board, episode: Episode, one: Case): Turn {
  if (episode.newest.ends) return ended(episode, one);
  return one.before?.state === 'told' ? wentOn(episode, one, one.before) : begun(board, episode, one);
}

function ended({ newest }: Episode, { channel: { wish, place }, before, nowMs }: Case): Turn {
  switch (before?.state) {
    case 'told': {
      // Whoever was woken up wants to know that it is over.
      const isHeard = !isQuiet(wish.quiet, nowMs) || before.rank >= CRITICAL || keepsOpen(place);
      return isHeard ? { ...NOTHING, kind: 'end' } : { ...NOTHING, step: before };
    }
    case 'held':
      return keepsOpen(place) ? NOTHING : { ...NOTHING, held: { ...before.alert, atMs: newest.atMs } };
    case 'waiting':
    case 'said':
    case undefined:
      return NOTHING;
  }
}

function begun(board: Board, { newest }: Episode, { channel: { name, wish }, before, nowMs }: Case): Turn {
  // Its own trouble is nothing that a channel could tell.
  const isOwn = newest.episode === channelEpisode(name);
  if (isOwn || !isWished(newest, wish) || isPartOfMore(board, newest)) return NOTHING;
  const wasSaid = before?.state === 'said' && newest.byPage && rankOf(newest) <= before.rank;
  if (wasSaid || isSaidByPage(board, newest)) return { ...NOTHING, step: { state: 'said', rank: rankOf(newest) } };
  const sinceMs = before !== undefined && 'sinceMs' in before ? before.sinceMs : nowMs;
  if (nowMs - sinceMs < wish.afterMs) return { ...NOTHING, step: { state: 'waiting', sinceMs } };
  if (mayCome(newest, wish, nowMs)) return { step: toldOf(newest, 0, nowMs), kind: 'begin', held: null };
  return { ...NOTHING, step: { state: 'held', sinceMs, alert: newest } };
}

function wentOn(
  { newest }: Episode,
  { channel: { wish }, nowMs }: Case,
  before: Extract<Step, { state: 'told' }>,
): Turn {
  if (!mayCome(newest, wish, nowMs)) return { ...NOTHING, step: before };
  const step = toldOf(newest, before.rank, nowMs);
  const isAskedFor = newest.type === 'official.updated' && wish.types?.includes(newest.type) === true;
  if (newest.id !== before.id && (rankOf(newest) > before.rank || isAskedFor))
    return { ...NOTHING, step, kind: 'news' };
  const isDue = wish.remindMs !== null && nowMs - before.atMs >= wish.remindMs;
  if (isDue && isAtLeast(newest.severity, 'warning')) return { ...NOTHING, step, kind: 'reminder' };
  return { ...NOTHING, step: before };
}

function toldOf(alert: Alert, rank: number, atMs: number): Step {
  return { state: 'told', id: alert.id, rank: Math.max(rankOf(alert), rank), atMs };
}

function mayCome({ severity }: Alert, { quiet }: Wish, nowMs: number): boolean {
  return severity === 'critical' || !isQuiet(quiet, nowMs);
}

function isWished({ severity, type }: Alert, { least, types }: Wish): boolean {
  const isOfType = types === null ? type !== 'provider.suspected' : types.some((one) => one === type);
  return isOfType && isAtLeast(severity, least);
}

/** The episode of a channel that fails. */
export function channelEpisode(name: string): string {
  return `channel:${name}`;
}

/** The episode of all of a surface, whose parts are told of in its words. */
export function wholeOf(surface: string): string {
  return `verdict:${surface}|*|*|*|*`;
}

/** When a whole service is in trouble, nobody wants to hear of its models one by one. A key is nobody's part. */
function isPartOfMore({ episodes }: Board, alert: Alert): boolean {
  const { surface, episode, type } = alert;
  if (surface === null || !episode.startsWith('verdict:') || type.startsWith('key.')) return false;
  const whole = episode === wholeOf(surface) ? undefined : episodes[wholeOf(surface)];
  return whole !== undefined && !whole.newest.ends && rankOf(whole.newest) >= rankOf(alert);
}

/** What only a page says is told once: as what the page says. */
function isSaidByPage({ episodes }: Board, { surface, episode, byPage }: Alert): boolean {
  if (surface === null || !byPage || !episode.startsWith('verdict:')) return false;
  const said = Object.values(episodes).filter(({ newest }) => newest.episode.startsWith('official:') && !newest.ends);
  return said.some(({ surfaces }) => surfaces.includes(surface));
}

function rankOf({ severity, type }: Alert): number {
  return SEVERITIES.indexOf(severity) * 2 + (type === 'provider.down' ? 1 : 0);
}

const CRITICAL = SEVERITIES.indexOf('critical') * 2;

function isStale({ newest }: Episode, nowMs: number): boolean {
  return !newest.ends && nowMs - Math.max(newest.atMs, newest.untilMs ?? 0) > EPISODE_MS_MAX;
}

/** An episode that nobody says anything of any more: whoever was told of it must not wait for its end for ever. */
function leftAlone(episode: Episode, nowMs: number): Episode {
  const { newest } = episode;
  if (newest.ends) return episode;
  return {
    ...episode,
    newest: {
      ...newest,
      id: `${newest.id}-left`,
      severity: 'info',
      ends: true,
      atMs: nowMs,
      title: `Nothing more was heard of: ${newest.title}`,
      lines: [],
    },
  };
}

function mapped<One>(all: Readonly<Record<string, One>>, change: (one: One) => One): Readonly<Record<string, One>> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, change(one)]));
}
