import { parseTarget, type Route, type Rung } from '../../model/route.ts';
import type { Cell } from '../../model/verdict.ts';
import type { Watched } from '../watched.ts';

/** Where calls go, as far as it is known from here. */
export type Atlas = {
  /** Null for a provider that is not configured any more. */
  readonly surfaceOf: (provider: string) => string | null;
  /** Where a call of a target (`provider/model`) with a key (by position; negative: with none) has gone. The same one each time. */
  readonly cellOf: (target: string, key: number) => Cell | null;
  readonly ladderOf: (route: string) => readonly Rung[];
};

/** Callers may name any model: so many targets are remembered. */
const TARGETS_MAX = 1_000;

export function atlasOf(byAccount: Watched['byAccount'], routes: readonly Route[]): Atlas {
  const ladders = new Map(routes.map(({ name, ladder }) => [name, ladder]));
  const cells = new Map<string, Map<number, Cell>>();

  const newCell = (target: string, key: number): Cell | null => {
    const { provider, model } = parseTarget(target);
    const account = byAccount.get(provider);
    if (account === undefined) return null;
    return { surface: account.surface, provider, model, region: account.region, credential: key < 0 ? null : key };
  };

  return {
    surfaceOf: (provider) => byAccount.get(provider)?.surface ?? null,
    cellOf: (target, key) => {
      const known = cells.get(target)?.get(key);
      if (known !== undefined) return known;
      const cell = newCell(target, key);
      if (cell === null) return null;
      if (cells.size >= TARGETS_MAX) cells.clear();
      const byKey = cells.get(target) ?? new Map<number, Cell>();
      cells.set(target, byKey.set(key, cell));
      return cell;
    },
    ladderOf: (route) => ladders.get(route) ?? [],
  };
}
