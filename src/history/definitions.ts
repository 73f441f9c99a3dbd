import type { Level } from '../model/official.ts';

/** What counts as being down. The same months of the same provider are 93 % or 99 %, so no figure goes without its definition. */
export type Definition = {
  readonly id: string;
  readonly name: string;
  /** To be printed beside every figure. */
  readonly sentence: string;
  /** The share of the time of an incident that counts as lost, 0–1, by how bad it was. */
  readonly weights: Readonly<Record<Level, number>>;
};

type Weights = readonly [degraded: number, partial: number, major: number];

function definition(id: string, name: string, weights: Weights, sentence: string): Definition {
  const [degraded, partial, major] = weights;
  return { id, name, sentence, weights: { operational: 0, maintenance: 0, degraded, partial, major, unknown: 0 } };
}

/** Levels are those that pages call minor (`degraded`), major (`partial`) and critical (`major`). */
// oxfmt-ignore
export const DEFINITIONS = {
  minor: definition('minor', 'minor or worse', [1, 1, 1],
    'Down is all time with an incident that its maker called minor or worse.'),
  major: definition('major', 'major or worse', [0, 1, 1],
    'Down is all time with an incident that its maker called major or worse; minor ones do not count.'),
  critical: definition('critical', 'critical', [0, 0, 1],
    'Down is only the time with an incident that its maker called critical.'),
  statuspage: definition('statuspage', 'as Statuspage counts', [0, 0.3, 1],
    'As Atlassian Statuspage counts: a major outage counts in full, three tenths of a partial one, degraded performance not at all.'),
  requests: definition('requests', 'failed requests', [0.05, 0.3, 0.95],
    'An estimate of requests that fail: 5 % while an incident is minor, 30 % while it is major, 95 % while it is critical. ' +
    'The shares are an assumption; OpenAI has told of 25 to 45 % in incidents that it called major.'),
} as const satisfies Readonly<Record<string, Definition>>;
