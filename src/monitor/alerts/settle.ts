import type { Alert, AlertType } from '../../model/alert.ts';
import type { Monitor, Standby } from '../../model/monitor.ts';
import { cellKey, type Verdict } from '../../model/verdict.ts';
import { type Board, wholeOf } from './board.ts';
import { episodeOfStandby } from './from-tidings.ts';

export type Settling = {
  /** The newest of all surfaces. */
  readonly verdicts: readonly Verdict[];
  /** Asked only where one of them was told of. */
  readonly standbys: Monitor['standbys'];
  /** The names of those who are told. */
  readonly channels: readonly string[];
  /** Now, and since when we have been looking, ms since 1970. */
  readonly nowMs: number;
  readonly startedMs: number;
};

/** Of what nothing is known for so long, ms, nobody can say that it goes on. */
const UNKNOWN_MS = 60 * 60_000;

/**
 * The ends that nobody tells: of what was well again while this gateway did not run, of a part that has become well together with its
 * whole, of what is not watched any more, of a channel that is no more, of a standby that is no more or was seen at work since a restart.
 */
export function settled({ episodes }: Board, settling: Settling): readonly Alert[] {
  const verdicts = new Map(settling.verdicts.map((verdict) => [`verdict:${cellKey(verdict.cell)}`, verdict]));
  const gone = (name: string): boolean => !settling.channels.includes(name);
  return Object.values(episodes).flatMap(({ newest }) => {
    if (newest.ends) return [];
    const [kind, name = ''] = newest.episode.split(':');
    const word =
      kind === 'channel' && gone(name)
        ? 'Taken out'
        : kind === 'verdict'
          ? wordOn(newest, verdicts, settling)
          : kind === 'standby'
            ? wordOnStandby(newest, settling.standbys())
            : null;
    return word === null ? [] : [endOf(newest, word, settling.nowMs)];
  });
}

/** Why it is over; null while it is not. */
function wordOn(alert: Alert, verdicts: ReadonlyMap<string, Verdict>, { nowMs, startedMs }: Settling): string | null {
  // Nobody has looked yet.
  if (verdicts.size === 0 || alert.surface === null) return null;
  const whole = verdicts.get(wholeOf(alert.surface));
  if (whole === undefined) return 'Not watched any more';
  // A part of which nobody speaks is as its whole is; a key is well.
  const verdict = verdicts.get(alert.episode) ?? (isOfKey(alert) ? undefined : whole);
  if (verdict === undefined || verdict.condition === 'healthy') return 'Over';
  const unknownMs = nowMs - Math.max(verdict.sinceMs, startedMs, alert.atMs);
  return verdict.condition === 'unknown' && unknownMs >= UNKNOWN_MS ? 'Nobody can tell any more' : null;
}

/** The same of a standby. Where nobody knows yet which model is asked for, it may be that one. */
function wordOnStandby({ episode }: Alert, standbys: readonly Standby[]): string | null {
  const one = standbys.find((standby) => episodeOfStandby(standby) === episode);
  if (one !== undefined) return one.proven ? 'Over' : null;
  const nameless = standbys.map(episodeOfStandby).filter((name) => name.endsWith('/*'));
  return nameless.some((name) => episode.startsWith(name.slice(0, -1))) ? null : 'Not watched any more';
}

function endOf(alert: Alert, word: string, nowMs: number): Alert {
  return {
    ...alert,
    id: `${alert.id}-over`,
    type: isOfKey(alert) ? 'key.well' : (END_OF[alert.type] ?? 'provider.recovered'),
    severity: 'info',
    ends: true,
    atMs: nowMs,
    title: `${word}: ${alert.title}`,
    lines: [],
  };
}

const END_OF: Partial<Readonly<Record<AlertType, AlertType>>> = {
  'channel.failing': 'channel.back',
  'standby.unproven': 'standby.proven',
};

function isOfKey({ type }: Alert): boolean {
  return type.startsWith('key.');
}
