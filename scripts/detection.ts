import { pathToFileURL } from 'node:url';
import { CLOSED, onBeginning, onVerdict, suspected, type Trusted } from '../src/resilience/breaker.ts';
import { table } from './page.ts';

// How often the breaker opens for nothing, and how long it takes when there is something: computed, not simulated, from the
// distribution of its evidence after each call. `node scripts/detection.ts` prints the tables of docs/decisions/one-judge.md.

/** One of the two tests of the breaker: what becomes of it when a call goes well or ill; null when it opens. */
export type Test = (breaker: Trusted, ill: boolean) => Trusted | null;

const AT = { nowMs: 0, jitter: 0.5 };

/** Do calls fail? */
export const failures: Test = (breaker, ill) => {
  const report = { generation: breaker.generation, verdict: ill ? 'ill' : 'well', retryAfterMs: null } as const;
  const next = onVerdict(breaker, report, AT);
  return next.state === 'open' ? null : next;
};

/** Do answers begin late? */
export const lateness: Test = (breaker, late) => {
  const next = onBeginning(breaker, { generation: breaker.generation, late: late ? 1 : 0 }, AT);
  return next.state === 'open' ? null : next;
};

type Cloud = ReadonlyMap<string, { readonly breaker: Trusted; readonly mass: number }>;

const keyOf = ({ evidence, lateness: late }: Trusted): string => `${evidence.toFixed(9)} ${late.toFixed(9)}`;
const cloudOf = (breaker: Trusted): Cloud => new Map([[keyOf(breaker), { breaker, mass: 1 }]]);
/** What is less likely than this is left out: ten orders below anything that is printed. */
const LEAST = 1e-22;

/** One call later: where the evidence may stand, and how likely the breaker has opened with it. */
function stepped(cloud: Cloud, test: Test, share: number): { readonly cloud: Cloud; readonly opened: number } {
  const next = new Map<string, { readonly breaker: Trusted; readonly mass: number }>();
  let opened = 0;
  for (const { breaker, mass } of cloud.values()) {
    for (const ill of [true, false]) {
      const part = mass * (ill ? share : 1 - share);
      const after = part < LEAST ? undefined : test(breaker, ill);
      if (after === null) opened += part;
      if (after === null || after === undefined) continue;
      const key = keyOf(after);
      next.set(key, { breaker: after, mass: part + (next.get(key)?.mass ?? 0) });
    }
  }
  return { cloud: next, opened };
}

/** Openings per million calls in the long run when this share of them is ill. */
export function falseAlarms(test: Test, share: number): number {
  let cloud = cloudOf(CLOSED);
  let rate = 0;
  for (let call = 0; call < 10_000; call += 1) {
    const next = stepped(cloud, test, share);
    const left = [...next.cloud.values()].reduce((sum, { mass }) => sum + mass, 0);
    const now = next.opened / (left + next.opened);
    // Those that have opened are put back in as those that have not are spread.
    cloud = new Map([...next.cloud].map(([key, { breaker, mass }]) => [key, { breaker, mass: mass / left }]));
    if (call > 200 && Math.abs(now - rate) <= now * 1e-6) return now * 1e6;
    rate = now;
  }
  return rate * 1e6;
}

/** After how many calls it has opened with this likelihood, when this share of them is ill. */
export function callsUntil(
  test: Test,
  {
    share,
    likelihood,
    from = CLOSED,
  }: { readonly share: number; readonly likelihood: number; readonly from?: Trusted },
): number {
  let cloud = cloudOf(from);
  let opened = 0;
  for (let calls = 1; calls <= 1_000; calls += 1) {
    const next = stepped(cloud, test, share);
    opened += next.opened;
    if (opened >= likelihood - 1e-12) return calls;
    ({ cloud } = next);
  }
  return Number.POSITIVE_INFINITY;
}

const SUSPECT = (() => {
  const breaker = suspected(CLOSED);
  return breaker.state === 'open' ? CLOSED : breaker;
})();

/** The tables of docs/decisions/one-judge.md. */
export function detectionTables(): readonly [failures: string, lateness: string] {
  return [
    table(
      ['true share of failures', 'result'],
      [
        ['all', delays(failures, 1)],
        ['all, under suspicion', delays(failures, 1, SUSPECT)],
        ['50 %', delays(failures, 0.5)],
        ['50 %, under suspicion', delays(failures, 0.5, SUSPECT)],
        ...[0.05, 0.02, 0.01].map((share) => [percent(share), alarms(failures, share)]),
      ],
    ),
    table(
      ['true share of late answers', 'result'],
      [
        ['all', delays(lateness, 1)],
        ['50 %', delays(lateness, 0.5)],
        ...[0.1, 0.07, 0.05].map((share) => [percent(share), alarms(lateness, share)]),
      ],
    ),
  ];
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

function alarms(test: Test, share: number): string {
  const rate = falseAlarms(test, share);
  return `${rate < 10 ? Number(rate.toPrecision(2)) : Math.round(rate)} false alarms per million calls`;
}

function delays(test: Test, share: number, from: Trusted = CLOSED): string {
  const [half, nearlyAll] = [0.5, 0.95].map((likelihood) => callsUntil(test, { share, likelihood, from }));
  if (half === nearlyAll) return `opens after ${half} calls, whatever the traffic`;
  return `opens after ${half} calls in the median, ${nearlyAll} at the 95th percentile`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${detectionTables().join('\n\n')}\n`);
}
