import type { KeptStatus } from '../../model/kept-status.ts';
import type { Channel } from '../print.ts';

/** How answers that are kept are doing; nothing where nothing was kept or wanted yet. */
export function keptLines(kept: KeptStatus, paint: Channel['paint']): readonly string[] {
  const { entries, bytes, mismatches, errors } = kept;
  const wrong = `${mismatches} lay under the key of another request and were given to nobody`;
  const asked = Object.values(kept.outcomes).reduce((sum, count) => sum + count, 0);
  if (entries + mismatches + asked === 0) return [];
  return [
    `Kept answers: ${entries} in memory, ${(bytes / 1024 ** 2).toFixed(1)} MB${outcomeWords(kept)}`,
    ...kept.runway.map(runwayLine),
    ...kept.near.slice(0, NEAR_LINES).map((one) => (one.suspended ? paint('yellow', nearLine(one)) : nearLine(one))),
    ...(errors === 0 ? [] : [paint('yellow', `Kept answers: the file could not be read or written ${errors} times`)]),
    ...(mismatches === 0 ? [] : [paint('red', `Kept answers: ${wrong}`)]),
  ];
}

function outcomeWords({ outcomes, savedUsd }: KeptStatus): string {
  const { fresh, swr, stale, alias, near, collapsed, miss } = outcomes;
  const words = [
    ...(fresh + swr > 0 ? [`${fresh + swr} given at once`] : []),
    ...(stale > 0 ? [`${stale} stood in`] : []),
    ...(alias + near > 0 ? [`${alias + near} to other words`] : []),
    // How many have got one answer of a model on average.
    ...(collapsed > 0 && miss > 0
      ? [`${((miss + collapsed) / miss).toFixed(1)} requests for each that was asked`]
      : []),
    ...(savedUsd >= 0.005 ? [`$${savedUsd.toFixed(2)} saved`] : []),
  ];
  return words.length === 0 ? '' : `; ${words.join(', ')}`;
}

/** How many ways are shown; all stand in the JSON. */
const NEAR_LINES = 5;

function nearLine({ route, tenant, tier, checked, wrong, upTo, suspended }: KeptStatus['near'][number]): string {
  const whose = tenant === '' ? route : `${route}, ${tenant}`;
  const counted = `${wrong} of ${checked} that were checked ${wrong === 1 ? 'was' : 'were'} wrong`;
  const end = suspended ? '; none is given' : '';
  return `Other words on ${whose} (${tier}): ${counted}, at most ${(100 * upTo).toFixed(1)} % (95 %)${end}`;
}

const share = (of: number): string => `${Math.round(of * 100)} %`;

function runwayLine({ route, hours }: KeptStatus['runway'][number]): string {
  const after = `${share(hours[1])} after 1 h, ${share(hours[6])} after 6 h, ${share(hours[24])} after 24 h`;
  return `Runway of ${route}: without any model, of what the last hour asked, ${after} could still be answered`;
}
