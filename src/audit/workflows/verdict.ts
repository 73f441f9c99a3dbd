import type { JoinedRung } from './ladder.ts';
import { RUNG_KINDS } from './rungs.ts';
import { REQUIRED, type ScenarioId, SCENARIOS } from './scenarios.ts';
import type { Evidence, Outcome } from './schema.ts';
import { canHappen, lostWith, type Service } from './service.ts';
import type { Known } from './sources.ts';
import { daysBetween, msOf } from './time.ts';

/** What can be said of a workflow and an outage, the worst first. Only the last two are a pass. */
export const VERDICTS = {
  EXPOSED: { isPass: false, meaning: 'nothing covers it, it was seen to fail, or it takes longer than is bearable' },
  UNKNOWN: { isPass: false, meaning: 'a question is open on which it depends' },
  CLAIMED: { isPass: false, meaning: 'covered on paper, and never shown to work' },
  STALE: { isPass: false, meaning: 'was shown to work, but too long ago, or with other code or another configuration' },
  ACCEPTED: { isPass: true, meaning: 'somebody has signed that it may stand still' },
  PROVEN: { isPass: true, meaning: 'shown to work with this code and this configuration' },
} as const satisfies Readonly<Record<string, { readonly isPass: boolean; readonly meaning: string }>>;

export type Verdict = keyof typeof VERDICTS;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The keys of the table are its verdicts.
export const VERDICT_NAMES = Object.keys(VERDICTS) as readonly Verdict[];

export type ScenarioVerdict = {
  readonly scenario: ScenarioId;
  readonly verdict: Verdict;
  /** Why, as a sentence without its point. */
  readonly because: string;
  /** The rung that covers it, or would. */
  readonly rung: JoinedRung | null;
  /** What proves it, or did. */
  readonly evidence: Evidence | null;
};

export type WorkflowVerdict = {
  readonly verdict: Verdict;
  readonly because: string;
  readonly scenarios: readonly ScenarioVerdict[];
};

/** The verdict on a workflow: the worst over what it has to be ready for. Pure; no unknown counts as a pass. */
export function verdictOf(known: Known): WorkflowVerdict {
  const required = REQUIRED[known.workflow.criticality ?? 'important'];
  if (known.first.length === 0) {
    const because = 'nobody knows whose AI it uses';
    const scenarios = required.map((scenario) => said(scenario, 'UNKNOWN', because));
    return { verdict: 'UNKNOWN', because, scenarios };
  }
  const scenarios = required.flatMap((scenario) => {
    const all = known.first.flatMap(({ service }) =>
      canHappen(scenario, service) ? [scenarioVerdict(known, scenario, service)] : [],
    );
    const worst = worstOf(all);
    return worst === null ? [] : [worst];
  });
  const worst = worstOf(scenarios);
  if (worst === null) return { verdict: 'UNKNOWN', because: 'nothing that is asked about can happen to it', scenarios };
  return { verdict: worst.verdict, because: `${SCENARIOS[worst.scenario].title}: ${worst.because}`, scenarios };
}

function worstOf(verdicts: readonly ScenarioVerdict[]): ScenarioVerdict | null {
  return verdicts.toSorted((a, b) => VERDICT_NAMES.indexOf(a.verdict) - VERDICT_NAMES.indexOf(b.verdict))[0] ?? null;
}

function said(
  scenario: ScenarioId,
  verdict: Verdict,
  because: string,
  by: Partial<Pick<ScenarioVerdict, 'rung' | 'evidence'>> = {},
): ScenarioVerdict {
  return { scenario, verdict, because, rung: null, evidence: null, ...by };
}

function scenarioVerdict(known: Known, scenario: ScenarioId, first: Service): ScenarioVerdict {
  const { workflow } = known;
  const damage = damageIn(known);
  if (damage !== null) return said(scenario, 'EXPOSED', damage);
  const last = lastShown(known.evidence, scenario);
  if (last !== null && last.result !== 'pass')
    return said(scenario, 'EXPOSED', `it failed on ${last.at}${countOf(last)}`, { evidence: last });
  const { covering, refused } = coveringRungs(known, scenario, first);
  const [rtoMs, mtpdMs] = [msOf(workflow.rto), msOf(workflow.mtpd)];
  const boundMs = mtpdMs ?? rtoMs;
  // The best of those that come in in time; where none does, the best.
  const rung = covering.find(({ switchMs }) => boundMs === null || switchMs <= boundMs) ?? covering[0];
  if (rung === undefined)
    return acceptance(known, scenario) ?? said(scenario, 'EXPOSED', refused ?? 'nothing covers it');
  const open = openInCode(known);
  if (open !== null) return said(scenario, 'UNKNOWN', open, { rung });
  if (boundMs === null) return said(scenario, 'UNKNOWN', 'nobody has said how long it may be away', { rung });
  const tookMs = msOf(last?.recovered) ?? rung.switchMs;
  if (tookMs > boundMs)
    return said(scenario, 'EXPOSED', `${kindOf(rung)} comes in later than is bearable`, { rung, evidence: last });
  if (last === null) return said(scenario, 'CLAIMED', `${kindOf(rung)} was never shown to work`, { rung });
  if (rtoMs !== null && tookMs > rtoMs)
    return said(scenario, 'CLAIMED', `${kindOf(rung)} works, but comes in later than was aimed at`, {
      rung,
      evidence: last,
    });
  const old = whyStale(known, last);
  if (old !== null) return said(scenario, 'STALE', old, { rung, evidence: last });
  return said(scenario, 'PROVEN', `${kindOf(rung)} was shown to work on ${last.at}${countOf(last)}`, {
    rung,
    evidence: last,
  });
}

/** What the code leaves open, on which everything depends; null where it leaves nothing open. */
function openInCode({ code, first }: Known): string | null {
  if (code === null) return null;
  if (code.isPartial) return 'not all of the code could be read';
  const [gone] = code.missing;
  if (gone !== undefined) return `${gone} is not in the code any more`;
  const isSeen = first.some(({ by }) => by === 'traffic' || by === 'configuration');
  const blind = code.usual.find(({ providers }) => providers.value === 'unknown');
  return isSeen || blind === undefined ? null : `nobody knows whom the call at ${blind.file}:${blind.line} asks`;
}

/** Of how many requests that is known. */
function countOf({ requests, answered }: Evidence): string {
  return requests === undefined ? '' : `: ${answered ?? 0} of ${requests} requests answered`;
}

const kindOf = ({ kind }: JoinedRung): string => RUNG_KINDS[kind].name;

const DAMAGING: ReadonlySet<string> = new Set(['AIC302', 'AIC304']);
const BAD: ReadonlySet<Outcome> = new Set<Outcome>(['silently-wrong', 'data-damage']);

/** Does an outage do worse than stop it: does it make something up, or let something through? */
export function damageIn({ code, workflow, evidence }: Pick<Known, 'code' | 'workflow' | 'evidence'>): string | null {
  const finding = code?.findings.find(({ rule }) => DAMAGING.has(rule));
  if (finding !== undefined)
    return `${finding.rule === 'AIC302' ? 'made-up data is stored' : 'the guard lets everything through'} (${finding.rule}, ${finding.file}:${finding.line})`;
  const outcome = lastOf(evidence)?.outcome ?? workflow.behaviour?.outcome;
  if (outcome === undefined || !BAD.has(outcome)) return null;
  return outcome === 'data-damage' ? 'data is damaged' : 'its results are wrong without anybody noticing';
}

/** What covers a scenario: rungs that go on, are not lost with it, and are enough. */
function coveringRungs(
  { ladder, workflow }: Known,
  scenario: ScenarioId,
  first: Service,
): { readonly covering: readonly JoinedRung[]; readonly refused: string | null } {
  const refused: string[] = [];
  const covering = ladder.filter((rung) => {
    const { asksModel, goesOn, name } = RUNG_KINDS[rung.kind];
    if (!isEnough(rung, workflow)) {
      if (goesOn) refused.push(`${name} is less than the minimum`);
      return false;
    }
    if (!asksModel) return true;
    if (rung.service === null) {
      refused.push(`nobody says who answers as ${name}`);
      return false;
    }
    const lost = lostWith(scenario, first, rung.service);
    if (lost.length > 0) refused.push(`${rung.service.name} is lost with it, by ${lost.join(' and ')}`);
    return lost.length === 0;
  });
  return { covering, refused: refused[0] ?? null };
}

/** Is what a rung does enough for a while? What nobody has measured is, where the work goes on with it. */
export function isEnough({ kind, level }: JoinedRung, { mbco }: Known['workflow']): boolean {
  // What is no way to go on may still be all that is needed.
  return level === null || mbco?.level === undefined ? RUNG_KINDS[kind].goesOn : level >= mbco.level;
}

/** The newest that says anything. A tabletop and traffic prove nothing, and a void drill says nothing. */
function lastShown(evidence: readonly Evidence[], scenario: ScenarioId): Evidence | null {
  return lastOf(evidence.filter((one) => one.scenario === scenario));
}

function lastOf(evidence: readonly Evidence[]): Evidence | null {
  const telling = evidence.filter(({ kind, result }) => (kind === 'drill' || kind === 'incident') && result !== 'void');
  // Of the same day what stands first: the gateway tells the newest first.
  return telling.toSorted((a, b) => b.at.localeCompare(a.at))[0] ?? null;
}

/** Why evidence does not count any more; null while it does. */
export function whyStale(
  { hashes, evidenceDays, today }: Known,
  { at, code, config, outcome }: Evidence,
): string | null {
  const days = daysBetween(at, today);
  if (days < 0) return `it is said to have been shown on ${at}, which is still to come`;
  if (days > evidenceDays) return `it was last shown ${days} days ago`;
  if (outcome !== undefined && outcome !== 'same' && outcome !== 'lesser-but-enough')
    return 'what came of it was not enough';
  for (const [what, noted, now] of [
    ['code', code, hashes.code],
    ['configuration', config, hashes.config],
  ] as const) {
    if (now === null) continue;
    if (noted === undefined) return `nobody has noted with which ${what} it was shown`;
    // Hashes are noted by their beginning.
    if (noted.length < HASH_LENGTH_MIN || !now.startsWith(noted)) return `the ${what} has changed since ${at}`;
  }
  return null;
}

const HASH_LENGTH_MIN = 8;

/** Has somebody signed that it may stand still for as long as this lasts? */
function acceptance({ workflow, today }: Known, scenario: ScenarioId): ScenarioVerdict | null {
  const { acceptance: signed, impact } = workflow;
  if (signed === undefined) return null;
  if (signed.verdict === 'rejected')
    return said(scenario, 'EXPOSED', `nothing covers it, and ${signed.by} does not accept that`);
  if (signed.until < today) return said(scenario, 'EXPOSED', `it was accepted until ${signed.until} only`);
  const expected = impactAfter(impact, SCENARIOS[scenario].lastsMinutes);
  if (signed.impact === undefined || expected === null)
    return said(scenario, 'UNKNOWN', 'it is accepted, but nobody has said up to which impact, or how bad it becomes');
  if (expected > signed.impact)
    return said(scenario, 'EXPOSED', `its impact may become ${expected}; accepted is up to ${signed.impact}`);
  return said(scenario, 'ACCEPTED', `${signed.by} accepts it until ${signed.until}: ${signed.why}`);
}

const AFTER_MINUTES = [
  ['5m', 5],
  ['1h', 60],
  ['4h', 240],
  ['1d', 1_440],
  ['3d', 4_320],
] as const;

/** How bad it is when it lasts so long: as at the next time that people were asked about; null where they said nothing. */
export function impactAfter(
  impact: Readonly<Record<string, number | undefined>> | undefined,
  minutes: number,
): number | null {
  const [after] = AFTER_MINUTES.find(([, most]) => minutes <= most) ?? AFTER_MINUTES[4];
  return impact?.[after] ?? null;
}
