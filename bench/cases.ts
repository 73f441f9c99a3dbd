import type { Dialect, Shape } from './traffic.ts';

/** One row of the table of prices. */
export type Case = {
  readonly title: string;
  /** What the caller speaks, and what the upstream does. */
  readonly dialect: Dialect;
  readonly serving: Dialect;
  readonly shape: Shape;
  /** The size of the request. */
  readonly bytes: number;
  /** The ratio to the bare proxy that we promise; null where there is no promise. */
  readonly most: number | null;
};

const KB = 1_024;
const SIZES = [KB, 33 * KB, 100 * KB, KB * KB] as const;
const SAME = [
  ['openai-chat', 'openai-chat'],
  ['anthropic', 'anthropic'],
] as const;
const CROSS = [
  ['openai-chat', 'anthropic'],
  ['anthropic', 'openai-chat'],
] as const;
const SHAPES = { whole: 'whole', few: 'stream, few pieces', fine: 'stream, one event per piece' } as const;

/** Every case, cheapest first within its kind. */
export function allCases(): readonly Case[] {
  return [...kinds(SAME, same), ...kinds(CROSS, cross)];
}

type Pair = readonly [Dialect, Dialect];

function kinds(pairs: readonly Pair[], most: (shape: Shape, bytes: number) => number | null): readonly Case[] {
  return pairs.flatMap(([dialect, serving]) => [
    ...SIZES.map((bytes) => one(dialect, serving, 'whole', bytes, most('whole', bytes))),
    ...(['few', 'fine'] as const).map((shape) => one(dialect, serving, shape, KB, most(shape, KB))),
  ]);
}

// oxlint-disable-next-line max-params -- One row.
function one(dialect: Dialect, serving: Dialect, shape: keyof typeof SHAPES, bytes: number, most: number | null): Case {
  const size = bytes >= KB * KB ? '1 MB' : `${bytes / KB} KB`;
  const from = dialect === serving ? dialect : `${dialect} → ${serving}`;
  return { title: `${from}, ${SHAPES[shape]}, ${size}`, dialect, serving, shape, bytes, most };
}

function same(_: Shape, bytes: number): number {
  return bytes >= KB * KB ? 1.4 : 1.3;
}

function cross(shape: Shape, bytes: number): number | null {
  if (shape === 'few') return 2.5;
  return shape === 'whole' && bytes === KB ? 1.8 : null;
}
