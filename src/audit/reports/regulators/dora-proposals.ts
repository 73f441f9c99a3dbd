import { RUNG_KINDS } from '../../workflows/rungs.ts';
import type { JoinedRung } from '../../workflows/ladder.ts';
import type { Assessed } from '../../workflows/report.ts';
import { lostWith, type Service } from '../../workflows/service.ts';
import { msOf } from '../../workflows/time.ts';
import { shortened } from '../text.ts';
import { ASSESSED, IMPACT, REASON, REINTEGRATION, RELIANCE, SUBSTITUTABILITY } from './dora-codes.ts';
import { asked, derived, type Proposal } from './sheet.ts';

/** A workflow and one of those who serve it. */
export type Use = { readonly one: Assessed; readonly service: Service };

/** What was shown and what is only on paper says how much hangs on the service. */
export function relianceOf({ verdict }: Assessed): Proposal | null {
  const down = verdict.scenarios.find(({ scenario }) => scenario === 'provider-down');
  if (down === undefined) return null;
  const why = `when the provider is down: ${down.verdict}, ${down.because}`;
  switch (down.verdict) {
    case 'EXPOSED':
      return derived(RELIANCE.full, why);
    case 'CLAIMED':
    case 'STALE':
      return derived(RELIANCE.material, why);
    case 'PROVEN':
      return derived(RELIANCE.low, why);
    case 'ACCEPTED':
    case 'UNKNOWN':
      return null;
  }
}

export function criticalityOf(criticality: string | undefined): Proposal | null {
  if (criticality === 'critical') return asked(ASSESSED.yes, '"the business stands still without it"');
  return criticality === 'minor' ? asked(ASSESSED.no, '"it can wait"') : null;
}

const REASONS_MAX = 300;

export function reasonsOf(harm: string | undefined): Proposal | null {
  const said = harm === undefined ? undefined : shortened(harm, REASONS_MAX);
  return asked(said, `the harm that was named; ${REASONS_MAX} characters at most`);
}

const HOUR_MS = 3_600_000;

/** Whole hours, rounded up; what is less than one is 1, as the template has it. */
export function wholeHours(time: string | undefined): Proposal | null {
  const ms = msOf(time);
  return ms === null ? null : asked(Math.max(1, Math.ceil(ms / HOUR_MS)), `${time}, in whole hours`);
}

/** What is given up stays away: the longest time that was asked about counts. */
export function impactOf(impact: Readonly<Record<string, number | undefined>> | undefined): Proposal | null {
  const level = impact?.['3d'];
  if (level === undefined) return null;
  const code = level >= 3 ? IMPACT.high : level === 2 ? IMPACT.medium : IMPACT.low;
  return asked(code, `impact ${level} of 4 after three days`);
}

/** Rungs that another provider answers, who is not gone with the first. */
function substitutesFor({ one, service }: Use): readonly JoinedRung[] {
  return one.known.ladder.filter(
    ({ kind, service: other }) =>
      RUNG_KINDS[kind].goesOn && other !== null && lostWith('provider-down', service, other).length === 0,
  );
}

export function alternativesOf(use: Use): Proposal | null {
  // A machine of one's own is no provider.
  const names = substitutesFor(use).flatMap((rung) => (rung.service?.isHere === true ? [] : [nameOf(rung)]));
  return names.length === 0 ? null : derived(names.join(', '), 'the ladder');
}

export function hasAlternatives(use: Use): Proposal | null {
  const alternatives = alternativesOf(use);
  return alternatives === null ? null : derived(ASSESSED.yes, `in the ladder: ${alternatives.value}`);
}

const nameOf = ({ service, kind }: JoinedRung): string => service?.name ?? RUNG_KINDS[kind].name;

const HARD: ReadonlySet<string> = new Set(['AIC206', 'AIC404']);

/** Is something known that would make a change difficult? */
function isHard({ one }: Use): boolean {
  return (
    one.known.workflow.parity?.enough === false || (one.known.code?.findings ?? []).some(({ rule }) => HARD.has(rule))
  );
}

export function reasonOf(use: Use): Proposal | null {
  return isHard(use) ? derived(REASON.migrating, hardness(use)) : null;
}

export function reintegrationOf({ one }: Use): Proposal | null {
  const proven = one.verdict.scenarios.find(({ verdict, rung }) => verdict === 'PROVEN' && rung?.kind === 'local');
  return proven === undefined ? null : derived(REINTEGRATION.easy, proven.because);
}

function hardness({ one: { known } }: Use): string {
  const found = known.code?.findings.find(({ rule }) => HARD.has(rule));
  if (found !== undefined) return `${found.rule} at ${found.file}:${found.line}`;
  return `who stands in cannot do the job: ${known.workflow.parity?.text ?? 'no reason was given'}`;
}

export function substitutabilityOf(use: Use): Proposal | null {
  if (isHard(use)) return derived(SUBSTITUTABILITY.complex, hardness(use));
  const substitutes = substitutesFor(use);
  const [first] = substitutes;
  if (first === undefined) return null;
  const proven = use.one.verdict.scenarios.find(
    ({ scenario, verdict, rung }) =>
      scenario === 'provider-down' &&
      verdict === 'PROVEN' &&
      rung !== null &&
      substitutes.some(({ kind, service }) => kind === rung.kind && service?.id === rung.service?.id),
  );
  return proven !== undefined && use.one.known.workflow.parity?.enough === true
    ? derived(SUBSTITUTABILITY.easy, `${proven.because}, and who stands in can do the job`)
    : derived(
        SUBSTITUTABILITY.medium,
        `${nameOf(first)} stands in the ladder; that it can take over was not shown, or nobody has said that it can do the job`,
      );
}
