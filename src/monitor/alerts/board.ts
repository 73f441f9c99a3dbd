import { type Alert, type AlertType, isAtLeast, SEVERITIES, type Severity } from '../../model/alert.ts';
import { isQuiet, type Quiet } from './quiet.ts';

/** What one channel wants to hear. */
export type Wish = {
  readonly least: Severity;
  /** Null: of every type but those that only go on with what was told. */
  readonly types: readonly AlertType[] | null;
  /** Only of what lasts so long, ms: for whoever is called when the first ones have not helped. */
  readonly afterMs: number;
  /** How often it is reminded of what goes on, ms; null: never. */
  readonly remindMs: number | null;
  /** When only what is critical may come. */
  readonly quiet: Quiet | null;
};

/** Something for one channel. `missed`: what has come and gone in its quiet hours, in one. */
export type Notice = {
  readonly channel: string;
  readonly kind: 'begin' | 'news' | 'reminder' | 'end' | 'missed';
  readonly alert: Alert;
  /** When the episode began, ms since 1970. */
  readonly sinceMs: number;
};

type Told = { readonly id: string; readonly rank: number; readonly atMs: number };

type Episode = {
  readonly newest: Alert;
  readonly sinceMs: number;
  /** By channel. */
  readonly told: Readonly<Record<string, Told>>;
};

/** All that goes on, and who was told of it. A plain value, so that it can be kept over a restart. */
export type Board = {
  readonly episodes: Readonly<Record<string, Episode>>;
  /** What has come and gone in quiet hours, by channel. */
  readonly missed: Readonly<Record<string, readonly Alert[]>>;
};

export const EMPTY: Board = { episodes: {}, missed: {} };

/** Episodes that are remembered, and how long without news, ms: of some nobody ever tells the end. */
const EPISODES_MAX = 500;
const EPISODE_MS_MAX = 7 * 24 * 3_600_000;
const MISSED_MAX = 50;

/** These only go on with what was told, so only who asks for them hears them. */
const ON_REQUEST: ReadonlySet<AlertType> = new Set(['provider.suspected', 'official.updated']);

/** Something has happened. Whom to tell is found out by `due`. */
export function heard(board: Board, alert: Alert): Board {
  const known = board.episodes[alert.episode];
  // Of an end nobody need hear who has not heard of a beginning.
  if (known === undefined && alert.ends) return board;
  const episode = known === undefined ? { sinceMs: alert.atMs, told: {} } : known;
  const others = Object.entries(board.episodes).filter(([name]) => name !== alert.episode);
  const kept = others.slice(Math.max(0, others.length - EPISODES_MAX + 1));
  return { ...board, episodes: Object.fromEntries([...kept, [alert.episode, { ...episode, newest: alert }]]) };
}

/** What is to be sent now. To be asked again whenever time has passed or something was heard. */
export function due(
  board: Board,
  wishes: Readonly<Record<string, Wish>>,
  nowMs: number,
): { readonly board: Board; readonly notices: readonly Notice[] } {
  const notices: Notice[] = [];
  const episodes: Record<string, Episode> = {};
  const missed: Record<string, readonly Alert[]> = {};
  for (const [channel, wish] of Object.entries(wishes)) {
    const before = board.missed[channel] ?? [];
    const [first] = before;
    if (first === undefined) continue;
    if (isQuiet(wish.quiet, nowMs)) missed[channel] = before;
    else notices.push({ channel, kind: 'missed', alert: togetherOf(before, first, nowMs), sinceMs: first.atMs });
  }
  for (const [name, episode] of Object.entries(board.episodes)) {
    const told: Record<string, Told> = { ...episode.told };
    for (const [channel, wish] of Object.entries(wishes)) {
      const { newest, sinceMs } = episode;
      const kind = kindFor(board, episode, { wish, before: told[channel], nowMs });
      if (kind === null) continue;
      if (kind === 'wait') {
        if (newest.ends) missed[channel] = [...(missed[channel] ?? []), newest].slice(-MISSED_MAX);
        continue;
      }
      notices.push({ channel, kind, alert: newest, sinceMs });
      told[channel] = { id: newest.id, rank: Math.max(rankOf(newest), told[channel]?.rank ?? 0), atMs: nowMs };
    }
    const isOver = episode.newest.ends || nowMs - episode.newest.atMs > EPISODE_MS_MAX;
    if (!isOver) episodes[name] = { ...episode, told };
  }
  return { board: { episodes, missed }, notices };
}

type Case = { readonly wish: Wish; readonly before: Told | undefined; readonly nowMs: number };

/** Null: nothing to say. `wait`: there is, when the quiet hours are over. */
function kindFor(
  board: Board,
  { newest, sinceMs }: Episode,
  { wish, before, nowMs }: Case,
): Notice['kind'] | 'wait' | null {
  const mayCome = newest.severity === 'critical' || !isQuiet(wish.quiet, nowMs);
  if (newest.ends) {
    if (before !== undefined) return mayCome ? 'end' : 'wait';
    // What came and went while nobody was to be woken up.
    const wasHeld = wish.quiet !== null && isQuiet(wish.quiet, nowMs) && wish.afterMs <= nowMs - sinceMs;
    return wasHeld && isWished({ ...newest, severity: wish.least }, wish) ? 'wait' : null;
  }
  if (before === undefined) {
    if (!isWished(newest, wish) || nowMs - sinceMs < wish.afterMs || isPartOfMore(board, newest)) return null;
    return mayCome ? 'begin' : 'wait';
  }
  const isNews =
    before.id !== newest.id && (rankOf(newest) > before.rank || wish.types?.includes(newest.type) === true);
  if (isNews) return mayCome ? 'news' : 'wait';
  const isDue = wish.remindMs !== null && nowMs - before.atMs >= wish.remindMs;
  return isDue && mayCome ? 'reminder' : null;
}

function isWished({ severity, type }: Pick<Alert, 'severity' | 'type'>, { least, types }: Wish): boolean {
  return types === null ? isAtLeast(severity, least) && !ON_REQUEST.has(type) : types.includes(type);
}

/** When a whole service is in trouble, nobody wants to hear of its models one by one. */
function isPartOfMore({ episodes }: Board, { episode, surface }: Alert): boolean {
  const whole = `verdict:${surface}|*|*|*|*`;
  return surface !== null && episode !== whole && episode.startsWith(`verdict:${surface}|`) && whole in episodes;
}

function rankOf({ severity, type }: Alert): number {
  return SEVERITIES.indexOf(severity) * 2 + (type === 'provider.down' ? 1 : 0);
}

function togetherOf(alerts: readonly Alert[], first: Alert, nowMs: number): Alert {
  const count = alerts.length === 1 ? 'One thing has' : `${alerts.length} things have`;
  return {
    ...first,
    id: `${first.id}-missed`,
    episode: 'missed',
    severity: 'info',
    ends: true,
    atMs: nowMs,
    title: `${count} come and gone in your quiet hours`,
    lines: alerts.map(({ title, atMs }) => `${new Date(atMs).toISOString().slice(11, 16)} UTC: ${title}`),
    surface: null,
    url: null,
  };
}
