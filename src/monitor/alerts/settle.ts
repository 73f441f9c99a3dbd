import type { Alert } from '../../model/alert.ts';
import { cellKey, type Verdict } from '../../model/verdict.ts';
import { type Board, wholeOf } from './board.ts';

export type Settling = {
  /** The newest of all surfaces. */
  readonly verdicts: readonly Verdict[];
  /** Now, and since when we have been looking, ms since 1970. */
  readonly nowMs: number;
  readonly startedMs: number;
};

/** Of what nothing is known for so long, ms, nobody can say that it goes on. */
const UNKNOWN_MS = 60 * 60_000;

/**
 * The ends that nobody tells: of what was well again while this gateway did not run, of a part that has become well together with its
 * whole, of what is not watched any more.
 */
export function settled({ episodes }: Board, { verdicts, nowMs, startedMs }: Settling): readonly Alert[] {
  if (verdicts.length === 0) return [];
  const byEpisode = new Map(verdicts.map((verdict) => [`verdict:${cellKey(verdict.cell)}`, verdict]));
  return Object.values(episodes).flatMap(({ newest }) => {
    const { episode, surface, ends, type } = newest;
    if (ends || surface === null || !episode.startsWith('verdict:')) return [];
    const whole = byEpisode.get(wholeOf(surface));
    const isKey = type.startsWith('key.');
    // A part of which nobody speaks is as its whole is; a key is well.
    const verdict = byEpisode.get(episode) ?? (isKey ? undefined : whole);
    const end = (word: string): readonly Alert[] => [
      {
        ...newest,
        id: `${newest.id}-over`,
        type: isKey ? 'key.well' : 'provider.recovered',
        severity: 'info',
        ends: true,
        atMs: nowMs,
        title: `${word}: ${newest.title}`,
        lines: [],
      },
    ];
    if (whole === undefined) return end('Not watched any more');
    if (verdict === undefined || verdict.condition === 'healthy') return end('Over');
    const unknownMs = nowMs - Math.max(verdict.sinceMs, startedMs, newest.atMs);
    return verdict.condition === 'unknown' && unknownMs >= UNKNOWN_MS ? end('Nobody can tell any more') : [];
  });
}
