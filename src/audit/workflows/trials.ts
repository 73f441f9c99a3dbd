import type { Route } from '../../model/route.ts';
import type { Trial, TrialGroup } from '../../model/trial.ts';
import { hasWorked, shownOf, together } from '../../resilience/trial.ts';
import { SCENARIO_IDS, type ScenarioId, SCENARIOS } from './scenarios.ts';
import type { Evidence, Workflow } from './schema.ts';
import { canHappen, lostWith, type Service } from './service.ts';
import { type GatewaySetup, nameOf, serviceAt } from './targets.ts';
import { isOf, type Traffic } from './traffic.ts';

/** A trial as a workflow has met it. */
export type Tried = { readonly trial: Trial; readonly groups: readonly TrialGroup[] };

/** What the gateway has seen of a workflow in trouble, on purpose or not, the newest first. */
export function triedBy(workflow: Workflow, trials: readonly Trial[]): readonly Tried[] {
  return trials
    .map((trial) => ({ trial, groups: trial.groups.filter((group) => isOf(workflow, group)) }))
    .filter(({ groups }) => groups.length > 0)
    .toSorted((a, b) => b.trial.startedAtMs - a.trial.startedAtMs);
}

/** Whom a workflow asks through the gateway: accounts and who they are, the first one first. */
type Asked = readonly { readonly account: string; readonly service: Service }[];

type Around = {
  readonly workflow: Workflow;
  readonly asked: Asked;
  /** The hash of its code if that has not changed since then, ms since 1970; else null. */
  readonly codeSince: (atMs: number) => string | null;
};

export function askedBy(route: Route | null, traffic: Traffic | null, config: GatewaySetup | null): Asked {
  const rungs = route?.ladder.flatMap((rung) => (rung.kind === 'model' ? [nameOf(rung)] : [])) ?? [];
  return (rungs.length > 0 ? rungs : (traffic?.usual ?? [])).map((name) => ({
    account: name.split('/', 1)[0] ?? name,
    service: serviceAt(name, config),
  }));
}

/** What a workflow has met, as evidence: one for each thing that was shown. */
export function evidenceOf(tried: readonly Tried[], around: Around): readonly Evidence[] {
  return tried.flatMap((one) => shownIn(one, around));
}

function shownIn({ trial, groups }: Tried, { workflow, asked, codeSince }: Around): readonly Evidence[] {
  const { verdict, why } = shownOf(trial, groups);
  const { answered, lost, switchMs, by } = together(groups);
  const servers = by.filter((one) => one.answered > 0).map(({ who }) => who);
  const code = trial.code[workflow.id] ?? codeSince(trial.startedAtMs);
  const shown: Omit<Evidence, 'scenario'> = {
    kind: trial.kind,
    at: new Date(trial.startedAtMs).toISOString().slice(0, 10),
    result: RESULTS[verdict],
    trial: trial.id,
    requests: answered + lost,
    answered,
    ...(switchMs !== null && { recovered: seconds(switchMs) }),
    ...(trial.foundAtMs !== null && { detected: seconds(trial.foundAtMs - trial.startedAtMs) }),
    ...(code !== null && { code }),
    ...(trial.config !== null && { config: trial.config }),
    note: `${trial.providers.join(' and ')}, ${trial.what}: ${why}${servers.length === 0 ? '' : ` by ${servers.join(', ')}`}`,
  };
  return scenariosIn(trial, asked, verdict === 'failed').map((scenario) => ({ ...shown, scenario }));
}

const RESULTS = { passed: 'pass', failed: 'fail', void: 'void' } as const;

/** As times of a business are written; what took a part of a second has taken one. */
function seconds(ms: number): string {
  return `${Math.ceil(ms / 1_000)}s`;
}

/** What happens in trouble of this kind. */
const KINDS: Readonly<Record<Trial['trouble'], readonly ScenarioId[]>> = {
  all: SCENARIO_IDS.filter((id) => id !== 'brownout' && id !== 'stream-cut'),
  some: ['brownout'],
  cut: ['stream-cut'],
};

/**
 * What a trial has to do with what a workflow has to be ready for. Going on where more was away than a scenario takes away shows that it
 * would go on in it, too; not going on where less was away shows that it would not.
 */
function scenariosIn(trial: Trial, asked: Asked, isFailed: boolean): readonly ScenarioId[] {
  const away = new Set(trial.providers);
  const [first] = asked;
  if (first === undefined || !away.has(first.account)) return [];
  return KINDS[trial.trouble].filter((scenario) => {
    if (!canHappen(scenario, first.service)) return false;
    const isWhole = SCENARIOS[scenario].loses !== 'provider' || trial.trouble === 'all';
    const lost = new Set(
      asked
        .filter((one) => one === first || (isWhole && lostWith(scenario, first.service, one.service).length > 0))
        .map(({ account }) => account),
    );
    return isFailed
      ? asked.every(({ account }) => !away.has(account) || lost.has(account))
      : [...lost].every((account) => away.has(account));
  });
}

/** What trials have shown of one rung, however well the others did. */
export type Measured = {
  /** Trials in which it was asked often enough to say whether it works. */
  readonly passed: number;
  readonly failed: number;
  /** How long it took at most until it served, in the newest trial in which it did, ms; null where it never did. */
  readonly switchMs: number | null;
};

/** `who`: `provider/model`, a provider of which any model counts, or the mode of a rung below the models. */
export function measuredOf(tried: readonly Tried[], who: string): Measured {
  let [passed, failed] = [0, 0];
  let switchMs: number | null = null;
  for (const { trial, groups } of tried) {
    const { by, switchMs: tookMs } = together(groups);
    const own = by.filter((one) => one.who === who || one.who.startsWith(`${who}/`));
    const asked = own.reduce((sum, one) => sum + one.asked, 0);
    const answered = own.reduce((sum, one) => sum + one.answered, 0);
    const works = trial.void === '' ? hasWorked({ who, asked, answered }) : null;
    if (works !== null && answered > 0) switchMs ??= tookMs;
    if (works === true) passed += 1;
    else if (works === false) failed += 1;
  }
  return { passed, failed, switchMs };
}
