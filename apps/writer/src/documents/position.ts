/** Up to which number a document has all changes, in whatever order they come. */
export type Position = {
  readonly at: () => number;
  readonly reached: (number: number) => void;
  /** All up to this one are there. */
  readonly moveTo: (number: number) => void;
  /** Has one come whose predecessor has not? */
  readonly hasGap: () => boolean;
};

export function openPosition(): Position {
  let position = 0;
  const ahead = new Set<number>();
  return {
    at: () => position,
    reached: (number) => {
      ahead.add(number);
      while (ahead.delete(position + 1)) position += 1;
    },
    moveTo: (number) => {
      position = number;
      for (const one of ahead) if (one <= position) ahead.delete(one);
      while (ahead.delete(position + 1)) position += 1;
    },
    hasGap: () => [...ahead].some((one) => one > position),
  };
}
