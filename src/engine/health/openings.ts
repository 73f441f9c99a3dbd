import { type Bag, bag } from '../../world/bag.ts';
import type { Cancel } from '../../world/world.ts';

/** Tells those who are waiting for a target that its breaker has opened, or that somebody else may be asked, so that they need not wait any longer. */
export type Openings = {
  readonly watch: (target: string, opened: () => void) => Cancel;
  readonly opened: (target: string) => void;
  /** For those who would go to anybody else who may be asked. */
  readonly watchFreed: (freed: () => void) => Cancel;
  /** Somebody who rested, or had no place, may be asked. */
  readonly freed: () => void;
};

/** Callers may name any model: beyond so many targets, those that nobody watches are forgotten. */
const TARGETS_MAX = 1_000;

export function openings(): Openings {
  const watchers = new Map<string, Bag<() => void>>();
  const waiting = bag<() => void>();

  const watchersOf = (target: string): Bag<() => void> => {
    const known = watchers.get(target);
    if (known !== undefined) return known;
    if (watchers.size >= TARGETS_MAX)
      for (const [other, { size }] of watchers) if (size() === 0) watchers.delete(other);
    const none = bag<() => void>();
    watchers.set(target, none);
    return none;
  };

  return {
    watch: (target, opened) => watchersOf(target).add(opened),
    opened: (target) => {
      // Whoever is told may begin to watch another one.
      for (const opened of watchers.get(target)?.all() ?? []) opened();
    },
    watchFreed: waiting.add,
    freed: () => {
      for (const freed of waiting.all()) freed();
    },
  };
}
