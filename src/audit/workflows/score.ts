import { hasCode, type Known } from './sources.ts';
import { daysBetween, msOf } from './time.ts';
import { damageIn, type ScenarioVerdict, whyStale, type WorkflowVerdict } from './verdict.ts';

/** Something that earns points, and what to do about those that are missing. */
export type Item = {
  readonly component: 'known' | 'fails well' | 'detected' | 'covered' | 'proven';
  readonly what: string;
  readonly possible: number;
  readonly earned: number;
  /** Why it does not count here; null where it does. */
  readonly excluded: string | null;
  /** What earns the rest; empty where nothing is missing. */
  readonly action: string;
};

/** How well a workflow is prepared. Never shown without its parts: every outstanding point names what earns it. */
export type Score = {
  readonly items: readonly Item[];
  readonly possible: number;
  readonly earned: number;
  readonly outstanding: number;
  /** Points that cannot be had here. */
  readonly excluded: number;
  /** Why it is no more than CAP, whatever it has earned; null where it is not held back. */
  readonly capped: string | null;
};

/** What makes something up, or lets something through, is never well prepared. */
const CAP = 39;
/** So old is evidence that counts for nothing; in between it fades. Days. */
const FRESH_DAYS = 90;
const WORTHLESS_DAYS = 180;

export function scoreOf(known: Known, verdict: WorkflowVerdict): Score {
  const items = [...knownItems(known), ...failsWell(known), ...detected(known), ...covered(known, verdict.scenarios)];
  const sum = (of: (one: Item) => number): number => items.reduce((all, one) => all + of(one), 0);
  const possible = sum(({ possible: points, excluded }) => (excluded === null ? points : 0));
  const earned = sum((one) => one.earned);
  const capped = damageIn(known);
  return {
    items,
    possible,
    earned: capped === null ? earned : Math.min(earned, CAP),
    outstanding: possible - (capped === null ? earned : Math.min(earned, CAP)),
    excluded: 100 - possible,
    capped,
  };
}

type Asked = Omit<Item, 'earned' | 'excluded'> & { readonly share: number | boolean | null };

/** `share`: how much of it is there, 0–1. Null: that is not known, and earns nothing. */
function item({ share, action, ...rest }: Asked, excluded: string | null = null): Item {
  const earned = excluded === null ? rest.possible * Number(share ?? 0) : 0;
  return { ...rest, earned, excluded, action: excluded !== null || earned === rest.possible ? '' : action };
}

const NO_CODE = 'there is no code of ours in it';

function knownItems({ owner, workflow, code, traffic, route }: Known): readonly Item[] {
  const hasOwnCode = hasCode(workflow);
  const component = 'known';
  const isLinked = hasOwnCode
    ? code !== null && code.missing.length === 0 && code.sites.length > 0
    : (workflow.uses ?? []).length > 0;
  return [
    item({ component, what: 'somebody owns it', possible: 3, share: owner !== null, action: 'name an owner' }),
    item({
      component,
      what: hasOwnCode ? 'its calls are found in the code' : 'the services that it uses are named',
      possible: 4,
      share: isLinked,
      action: hasOwnCode ? 'name its calls as the scan finds them' : 'name the services that people use',
    }),
    item(
      {
        component,
        what: 'traffic shows who serves it',
        possible: 4,
        share: traffic !== null,
        action: 'lead its calls through the gateway, with its name in x-failsoft-workflow',
      },
      hasOwnCode || route !== null ? null : NO_CODE,
    ),
    item({
      component,
      what: 'how long it may be away, and what that costs',
      possible: 4,
      share: (Number(msOf(workflow.mtpd) !== null) + Number(workflow.costPerHour !== undefined)) / 2,
      action: 'answer both: failsoft audit interview',
    }),
  ];
}

function failsWell({ code, workflow }: Known): readonly Item[] {
  const excluded = hasCode(workflow) ? null : NO_CODE;
  const component = 'fails well';
  const isRead = code !== null && code.sites.length > 0 && !code.isPartial;
  const none = (from: string, to: string): boolean =>
    isRead && !code.findings.some(({ rule }) => from <= rule && rule <= to);
  const worst = code?.sites.map(({ worstMs }) => worstMs.value) ?? [];
  const aimMs = msOf(workflow.rto);
  const isSoon = aimMs !== null && isRead && worst.every((ms) => typeof ms === 'number' && ms <= aimMs / 4);
  return [
    item(
      {
        component,
        what: 'no call waits too long (AIC101–107)',
        possible: 8,
        share: none('AIC101', 'AIC107'),
        action: 'mend the findings AIC101–107',
      },
      excluded,
    ),
    item(
      {
        component,
        what: 'every call has failed within a quarter of the RTO',
        possible: 6,
        share: isSoon,
        action: 'shorter deadlines, or an RTO',
      },
      excluded,
    ),
    item(
      {
        component,
        what: 'no failure is hidden (AIC301–307)',
        possible: 6,
        share: none('AIC301', 'AIC307'),
        action: 'mend the findings AIC301–307',
      },
      excluded,
    ),
  ];
}

function detected({ isAlerted, evidence, workflow }: Known): readonly Item[] {
  const component = 'detected';
  const aimMs = msOf(workflow.rto);
  const times = evidence.flatMap(({ detected: after }) => msOf(after) ?? []);
  const isSoon = aimMs !== null && times.length > 0 && times.every((ms) => ms <= aimMs / 4);
  return [
    item({
      component,
      what: 'somebody is told without a status page',
      possible: 5,
      share: isAlerted,
      action: 'an alert channel in failsoft.yaml',
    }),
    item({
      component,
      what: 'measured: known within a quarter of the RTO',
      possible: 5,
      share: isSoon,
      action: 'note in the evidence of a drill when it was detected',
    }),
  ];
}

const PASSES: ReadonlySet<string> = new Set(['PROVEN', 'STALE', 'CLAIMED']);

function covered(known: Known, scenarios: readonly ScenarioVerdict[]): readonly Item[] {
  // What somebody has signed, with a name, a reason and an end, has not to be covered as long as that holds.
  const counted = scenarios.filter(({ verdict }) => verdict !== 'ACCEPTED');
  const [signed] = scenarios;
  const excluded = counted.length === 0 && signed !== undefined ? signed.because : null;
  const mean = (shareOf: (one: ScenarioVerdict) => number): number =>
    counted.length === 0 ? 0 : counted.reduce((sum, one) => sum + shareOf(one), 0) / counted.length;
  const open = counted.filter(({ verdict }) => !PASSES.has(verdict));
  const unproven = counted.filter(({ verdict }) => PASSES.has(verdict) && verdict !== 'PROVEN');
  return [
    item(
      {
        component: 'covered',
        what: 'a rung without a shared failure domain for each scenario',
        possible: 25,
        share: mean(({ verdict }) => Number(PASSES.has(verdict))),
        action: `a rung for ${named(open)}`,
      },
      excluded,
    ),
    item(
      {
        component: 'proven',
        what: 'each scenario is proven, and lately',
        possible: 30,
        share: mean((one) => freshness(known, one)),
        action: provingAction(named(unproven), named(open)),
      },
      excluded,
    ),
  ];
}

function named(rows: readonly ScenarioVerdict[]): string {
  return rows.map(({ scenario }) => scenario).join(', ');
}

function provingAction(unproven: string, open: string): string {
  if (unproven !== '') return `a drill of ${unproven}`;
  return open === '' ? 'a drill of what was shown longest ago' : 'a drill, once a rung covers it';
}

/** 1 for what was shown lately with this code and configuration, and less as it grows old. */
function freshness(known: Known, { evidence, verdict }: ScenarioVerdict): number {
  if (evidence === null || (verdict !== 'PROVEN' && verdict !== 'STALE')) return 0;
  if (whyStale({ ...known, evidenceDays: WORTHLESS_DAYS }, evidence) !== null) return 0;
  const days = daysBetween(evidence.at, known.today);
  return Math.min(1, Math.max(0, (WORTHLESS_DAYS - days) / (WORTHLESS_DAYS - FRESH_DAYS)));
}
