import { FEEDS } from '../../history/feeds.ts';
import { coverage, pastIncidents } from '../../history/past.ts';
import type { Incident } from '../../model/incident.ts';
import { SURFACES } from '../../providers/surfaces.ts';

/** What is known of the time before anybody watched here: it comes with Failsoft. */
export type History = {
  /** Another one where there is more to know. */
  readonly edition: string;
  /** Of the surfaces that can be watched. */
  readonly incidents: readonly Incident[];
  readonly isCovered: (surface: string, date: string) => boolean;
};

export function history(): History {
  const covered = coverage();
  return {
    edition: FEEDS.map(({ id, to }) => `${id} ${to}`).join(', '),
    incidents: pastIncidents().filter(({ surface }) => SURFACES.has(surface)),
    isCovered: (surface, date) => covered.get(surface)?.some(({ from, to }) => from <= date && date <= to) === true,
  };
}

/** Those that are not known already, by the words of their own page. */
export function unknownOf(past: readonly Incident[], known: Iterable<Incident>): readonly Incident[] {
  const keys = new Set(Array.from(known, keyOf));
  return past.filter((incident) => !keys.has(keyOf(incident)));
}

function keyOf({ surface, official }: Incident): string {
  return `${surface}|${official?.page ?? ''}|${official?.id ?? ''}`;
}
