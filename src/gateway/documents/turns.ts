/** What is done one after the other. */
export type Turns = {
  /** Does it when all is over that was begun under the same name before. */
  readonly alone: <T>(name: string, work: () => Promise<T>) => Promise<T>;
};

export function inTurn(): Turns {
  const lines = new Map<string, Promise<unknown>>();
  return {
    alone: async (name, work) => {
      const before = lines.get(name) ?? Promise.resolve();
      const done = before.then(work, work);
      const quiet = done.catch(() => {});
      lines.set(name, quiet);
      try {
        return await done;
      } finally {
        if (lines.get(name) === quiet) lines.delete(name);
      }
    },
  };
}
