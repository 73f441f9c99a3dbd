import { type Cost, costOf, SHAPES, type ShapeName } from '../../src/drill/simulator/shapes.ts';
import { table } from '../page.ts';

const RATES = [
  { perSecond: 1, minutes: 20 },
  { perSecond: 20, minutes: 5 },
] as const;
const SEEDS = [42, 7, 99] as const;

/** Prints what outages of each shape cost, as the table in docs/decisions/simulator.md. */
export function printShapes(): void {
  const names = Object.keys(SHAPES).filter((name): name is ShapeName => Object.hasOwn(SHAPES, name));
  const rows = RATES.flatMap((rate) =>
    names.map((shape) => {
      const costs = SEEDS.map((seed) => costOf(shape, { ...rate, seed }));
      return [shape, String(rate.perSecond), ...cells(costs)];
    }),
  );
  const head = [
    'outage',
    'per second',
    'p50',
    'p99',
    'worst',
    'worst while it rests',
    'calls per request',
    'with probes',
    'failed',
    'back after',
  ];
  console.log(table(head, rows));
}

/** Of several seeds the worst of each, so that nobody is shown a lucky one. */
function cells(costs: readonly Cost[]): readonly string[] {
  const worst = (of: (cost: Cost) => number): number => Math.max(...costs.map(of));
  return [
    seconds(worst(({ p50Ms }) => p50Ms)),
    seconds(worst(({ p99Ms }) => p99Ms)),
    seconds(worst(({ worstMs }) => worstMs)),
    seconds(worst(({ worstKnownMs }) => worstKnownMs)),
    worst(({ callsPerRequest }) => callsPerRequest).toFixed(3),
    worst(({ callsWithProbes }) => callsWithProbes).toFixed(3),
    `${worst(({ failed }) => failed)} of ${worst(({ requests }) => requests)}`,
    seconds(worst(({ backMs }) => backMs)),
  ];
}

function seconds(ms: number): string {
  if (Number.isNaN(ms)) return '';
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
