import { type Assumed, type Forecast, forecastOf } from '../forecast/forecast.ts';
import type { Past } from '../forecast/past.ts';
import { type Answer, answersOf } from './answers.ts';
import { type Drift, driftOf } from './drift.ts';
import { type Score, scoreOf } from './score.ts';
import { type Known, knownOf, type Sources } from './sources.ts';
import { type Verdict, VERDICTS, verdictOf, type WorkflowVerdict } from './verdict.ts';

/** How a workflow stands today. */
export type Stood = {
  readonly known: Known;
  readonly verdict: WorkflowVerdict;
  readonly score: Score;
  readonly answers: readonly Answer[];
};

/** All that can be said of a workflow. What renders it needs nothing else. */
export type Assessed = Stood & {
  readonly forecast: Forecast;
  /** What is expected to be lost in a year; null where the cost or the forecast is not known. */
  readonly loss: { readonly amount: number; readonly currency: string } | null;
};

export type Assessment = {
  /** Most to lose first. Those of which that is not known come before those that lose nothing. */
  readonly workflows: readonly Assessed[];
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly drift: readonly Drift[];
};

/** Joins all that is known, and says of every workflow how it stands, without what is to be expected of a year. Pure. */
export function stand(sources: Sources): readonly Stood[] {
  return sources.file.workflows.map((workflow) => {
    const known = knownOf(workflow, sources);
    const verdict = verdictOf(known);
    return { known, verdict, score: scoreOf(known, verdict), answers: answersOf(known) };
  });
}

/** The same with what is to be expected of a year. Pure. */
export function assess(sources: Sources, past: Past, assumed: Assumed): Assessment {
  const stood = stand(sources);
  const workflows = stood.map((one): Assessed => {
    const forecast = forecastOf(one.known, past, assumed);
    return { ...one, forecast, loss: lossOf(one.known, forecast) };
  });
  const counts = Object.fromEntries(
    Object.keys(VERDICTS).map((name) => [name, workflows.filter(({ verdict }) => verdict.verdict === name).length]),
  );
  return {
    workflows: workflows.toSorted(byLoss),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Made of every verdict, above.
    counts: counts as Record<Verdict, number>,
    drift: driftOf(
      stood.map(({ known }) => known),
      sources,
    ),
  };
}

/** Hours beyond the tolerance at the cost of an hour, and those in a lesser mode at theirs. */
function lossOf({ workflow: { costPerHour } }: Known, forecast: Forecast): Assessed['loss'] {
  if (costPerHour === undefined || forecast.kind === 'unknown') return null;
  const { unmet, lesser } = forecast.year;
  const amount = unmet.mean * costPerHour.amount + lesser.mean * (costPerHour.lesser ?? 0);
  return { amount, currency: costPerHour.currency ?? '' };
}

function byLoss(one: Assessed, other: Assessed): number {
  return rank(one) - rank(other) || (other.loss?.amount ?? 0) - (one.loss?.amount ?? 0) || hours(other) - hours(one);
}

/** What is not known must not look as if it were nothing. */
function rank({ loss }: Assessed): number {
  if (loss === null) return 1;
  return loss.amount > 0 ? 0 : 2;
}

function hours({ forecast }: Assessed): number {
  return forecast.kind === 'known' ? forecast.year.unmet.mean : Number.MAX_VALUE;
}
