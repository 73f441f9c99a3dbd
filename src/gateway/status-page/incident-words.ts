import { endOf, type Incident, leadMs, startOf } from '../../model/incident.ts';
import type { Tone } from '../../page/shapes.ts';
import { counted, lasted } from '../../page/words.ts';
import { LEVELS, type Moment, type Words } from './words.ts';

/** Pages tell times by the minute. */
const MINUTE_MS = 60_000;

/** One witness of an incident: ourselves, or the maker's page. */
export type Account = {
  readonly who: string;
  readonly facts: readonly { readonly name: string; readonly words: Words }[];
  /** In the place of facts, where there are none. */
  readonly silence: string;
};

/** What we saw and what the maker said, fact beside fact. */
export function accountsOf(incident: Incident): readonly [observed: Account, official: Account] {
  const { observed, official, imported } = incident;
  return [
    {
      who: 'What we saw',
      facts:
        observed === null
          ? []
          : [
              { name: 'Began', words: [full(observed.startedAtMs)] },
              { name: 'Confirmed', words: [full(observed.foundAtMs)] },
              { name: 'Ended', words: ending(observed.startedAtMs, observed.endedAtMs) },
            ],
      silence: imported
        ? 'It is from the public record, from before we watched.'
        : 'Nothing. Our own requests met no trouble.',
    },
    {
      who: 'What its maker said',
      facts:
        official === null
          ? []
          : [
              { name: 'Began', words: [full(official.startedAtMs)] },
              { name: 'First said', words: official.postedAtMs === null ? ['not told'] : [full(official.postedAtMs)] },
              { name: 'Ended', words: ending(official.startedAtMs, official.endedAtMs) },
            ],
      silence: 'Nothing, as far as we can read.',
    },
  ];
}

const full = (atMs: number): Moment => ({ atMs, form: 'full' });

function ending(startedAtMs: number, endedAtMs: number | null): Words {
  return endedAtMs === null ? ['not yet'] : [full(endedAtMs), `, after ${lasted(endedAtMs - startedAtMs)}`];
}

/** Who knew it first; empty where one of both never spoke. */
export function leadWords(incident: Pick<Incident, 'observed' | 'official'>): string {
  const lead = leadMs(incident);
  if (lead === null) return '';
  if (Math.abs(lead) < MINUTE_MS) return 'We knew it at the same time as the official page said so.';
  return lead > 0
    ? `We knew it ${lasted(lead)} before the official page said so.`
    : `The official page said so ${lasted(-lead)} before we were sure.`;
}

/** What became of our own requests; empty where none met it. */
export function requestWords({ requests: { affected, saved, lost } }: Incident): string {
  if (affected === 0) return '';
  const met = `${counted(affected, 'request')} met it`;
  if (saved === affected) return `${met}; a standby answered ${affected === 1 ? 'it' : 'all of them'}.`;
  const rest = affected - saved - lost;
  const parts = [
    ...(saved > 0 ? [`${saved} were answered by a standby`] : []),
    ...(rest > 0 ? [`${rest} got through`] : []),
    `${lost === 0 ? 'none' : lost} ${lost === 1 ? 'was' : 'were'} lost`,
  ];
  return `${met}; ${parts.join(', ')}.`;
}

/** `Major outage, since 14:02`, or `Partial outage, 46 min`. */
export function spanWords(incident: Incident): Words {
  const endMs = endOf(incident);
  const startMs = startOf(incident);
  const { word } = LEVELS[incident.level];
  if (endMs === null) return [`${word}, since `, { atMs: startMs, form: 'clock' }];
  const length = endMs - startMs < MINUTE_MS ? '' : `${lasted(endMs - startMs)}, `;
  return [`${word}, ${length}`, { atMs: startMs, form: 'full' }];
}

export function toneOf(incident: Incident): Tone {
  return LEVELS[incident.level].tone;
}

/** When there was something new last, ms since 1970. */
export function updatedAtMs({ observed, official }: Pick<Incident, 'observed' | 'official'>): number {
  const times = [
    observed?.foundAtMs,
    observed?.endedAtMs,
    official?.postedAtMs,
    official?.endedAtMs,
    ...(official?.updates.map(({ atMs }) => atMs) ?? []),
  ];
  return Math.max(0, ...times.map((atMs) => atMs ?? 0));
}
