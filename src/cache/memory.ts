import { LRUCache } from 'lru-cache';
import { sizeOf, type StoredAnswer } from '../model/stored-answer.ts';

/** Kept answers, within a number of bytes. */
export type Memory = {
  readonly get: (tenant: string, id: string) => StoredAnswer | null;
  readonly put: (answer: StoredAnswer) => void;
  readonly drop: (tenant: string, id: string) => void;
  readonly clear: () => void;
  readonly all: () => readonly StoredAnswer[];
  readonly bytes: () => number;
  readonly count: () => number;
  /** How many have gone because there was no room. */
  readonly evicted: () => number;
};

/**
 * Where there is no room, the tenant that has most gives it: what it has used longest ago. So one tenant may have all of it as long as
 * nobody else wants it, and can never flush out those who have less.
 */
export function memory(bytesMax: number): Memory {
  const byTenant = new Map<string, LRUCache<string, StoredAnswer>>();
  let bytes = 0;
  let evicted = 0;

  const shelfOf = (tenant: string): LRUCache<string, StoredAnswer> => {
    const known = byTenant.get(tenant);
    if (known !== undefined) return known;
    const made = new LRUCache<string, StoredAnswer>({ maxSize: bytesMax, sizeCalculation: sizeOf });
    byTenant.set(tenant, made);
    return made;
  };

  /** Does something to what a tenant has, and counts what that makes of the whole. */
  const change = (tenant: string, act: (shelf: LRUCache<string, StoredAnswer>) => void): void => {
    const shelf = shelfOf(tenant);
    const before = shelf.calculatedSize;
    act(shelf);
    bytes += shelf.calculatedSize - before;
    if (shelf.size === 0) byTenant.delete(tenant);
  };

  const richest = (): string => {
    let most = { tenant: '', bytes: -1 };
    for (const [tenant, { calculatedSize }] of byTenant)
      if (calculatedSize > most.bytes) most = { tenant, bytes: calculatedSize };
    return most.tenant;
  };

  const makeRoom = (): void => {
    for (;;) {
      if (bytes <= bytesMax) return;
      change(richest(), (shelf) => void shelf.pop());
      evicted += 1;
    }
  };

  return {
    get: (tenant, id) => byTenant.get(tenant)?.get(id) ?? null,
    put: (answer) => {
      if (sizeOf(answer) > bytesMax) return;
      change(answer.tenant, (shelf) => void shelf.set(answer.id, answer));
      makeRoom();
    },
    drop: (tenant, id) => change(tenant, (shelf) => void shelf.delete(id)),
    clear: () => {
      byTenant.clear();
      bytes = 0;
    },
    all: () => [...byTenant.values()].flatMap((shelf) => [...shelf.values()]),
    bytes: () => bytes,
    evicted: () => evicted,
    count: () => [...byTenant.values()].reduce((sum, { size }) => sum + size, 0),
  };
}
