import { type Seed, written } from './seeds.ts';
import type { Target } from './targets.ts';

/** Readers with the mistakes that are looked for, to see whether they are found. Each falls for some of its inputs. */
const TRAPS: readonly Target[] = [
  {
    name: 'trap crash',
    kind: 'token',
    as: 'any',
    run: (input) => {
      const body: { readonly expires_in: number } = JSON.parse(Buffer.from(input).toString('utf8'));
      return body.expires_in.toFixed().length;
    },
  },
  {
    name: 'trap hang',
    kind: 'token',
    as: 'any',
    run: (input) => {
      if (Buffer.from(input).includes('invalid_grant')) for (;;) if (input.length < 0) return 0;
      return 0;
    },
  },
  { name: 'trap growth', kind: 'token', as: 'any', run: (input) => input.length ** 3 },
  {
    name: 'trap memory',
    kind: 'token',
    as: 'any',
    run: (input) => {
      const kept: number[][] = [];
      if (Buffer.from(input).includes('ya29')) for (;;) kept.push(Array<number>(1_000_000).fill(0.5));
      return 0;
    },
  },
];

export const TRAPPED: { readonly seeds: readonly Seed[]; readonly targets: readonly Target[] } = {
  seeds: written().filter(({ kind }) => kind === 'token'),
  targets: TRAPS,
};
