import { isArray, type Json } from '../../model/json.ts';
import type { Maintenance } from '../../model/official.ts';

/** Work that makers have announced. */
export type Maintenances = {
  /** All that pages speak of now, soonest first. */
  readonly all: () => readonly Maintenance[];
  /** Takes in what a page says of it, and returns what is new or has changed. */
  readonly read: (page: string, said: readonly Maintenance[]) => readonly Maintenance[];
  /** What was told already, to be found again after a restart. */
  readonly json: () => Json;
};

const TOLD_MAX = 500;

export function maintenances(before: Json | undefined): Maintenances {
  const byPage = new Map<string, readonly Maintenance[]>();
  const told = new Set<string>(parsed(before));
  return {
    all: () => [...byPage.values()].flat().toSorted((a, b) => a.fromMs - b.fromMs),
    read: (page, said) => {
      byPage.set(page, said);
      const fresh = said.filter((one) => !told.has(keyOf(page, one)));
      for (const one of fresh) told.add(keyOf(page, one));
      for (const oldest of told) {
        if (told.size <= TOLD_MAX) break;
        told.delete(oldest);
      }
      return fresh;
    },
    json: () => [...told],
  };
}

function keyOf(page: string, { id, stage, fromMs, toMs }: Maintenance): string {
  return [page, id, stage, fromMs, toMs].join('|');
}

function parsed(json: Json | undefined): readonly string[] {
  return isArray(json) ? json.filter((one) => typeof one === 'string') : [];
}
