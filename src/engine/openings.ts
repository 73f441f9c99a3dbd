import type { Cancel } from '../world/world.ts';

/** Tells those who are waiting for a target that its breaker has opened, so that they need not wait any longer. */
export type Openings = {
  readonly watch: (target: string, opened: () => void) => Cancel;
  readonly opened: (target: string) => void;
};

export function openings(): Openings {
  const watchers = new Map<string, Set<() => void>>();
  return {
    watch: (target, opened) => {
      const own = watchers.get(target) ?? new Set();
      watchers.set(target, own.add(opened));
      return () => {
        own.delete(opened);
        // Others may have begun to watch it since the last one of these left.
        if (own.size === 0 && watchers.get(target) === own) watchers.delete(target);
      };
    },
    opened: (target) => {
      // Whoever is told may begin to watch another one.
      const told = Array.from(watchers.get(target) ?? []);
      for (const opened of told) opened();
    },
  };
}
