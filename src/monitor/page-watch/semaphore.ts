import type { Cancel } from '../../world/world.ts';

export type Semaphore = {
  /** Calls back when there is room, with how to leave; returns how to change one's mind. */
  readonly take: (enter: (leave: () => void) => void) => Cancel;
  /** Lets nobody in any more. */
  readonly close: () => void;
};

/** Lets so many in at once, in the order in which they came. */
export function semaphore(most: number): Semaphore {
  const waiting = new Set<(leave: () => void) => void>();
  let inside = 0;
  const admit = (): void => {
    for (const enter of waiting) {
      if (inside >= most) return;
      waiting.delete(enter);
      inside += 1;
      let left = false;
      enter(() => {
        if (left) return;
        left = true;
        inside -= 1;
        admit();
      });
    }
  };
  return {
    take: (enter) => {
      waiting.add(enter);
      admit();
      return () => void waiting.delete(enter);
    },
    close: () => waiting.clear(),
  };
}
