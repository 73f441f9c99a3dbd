import { mergeUpdates } from 'yjs';

/** Changes of documents on their way into the storage of the browser. */
export type Keeper = {
  /** Settles with whether it is kept. What could not be kept is tried again with the next change. */
  readonly keep: (id: string, change: Uint8Array) => Promise<boolean>;
  /** What is not kept yet, as one change; null: all is. */
  readonly unkept: (id: string) => Uint8Array | null;
};

type Line = { changes: Uint8Array[]; told: ((isKept: boolean) => void)[]; isRunning: boolean };

/**
 * One write is under way for a document at a time, and the next one takes all that was typed meanwhile: so what is typed is never far from
 * being kept, however fast it comes. `write` settles with whether it was.
 */
export function openKeeper(write: (id: string, change: Uint8Array) => Promise<boolean>): Keeper {
  const lines = new Map<string, Line>();
  const run = async (id: string, line: Line): Promise<void> => {
    line.isRunning = true;
    let isKept = true;
    while (isKept && line.told.length > 0) {
      const { changes, told } = line;
      line.told = [];
      isKept = await write(id, merged(changes));
      if (isKept) line.changes = line.changes.slice(changes.length);
      for (const tell of told) tell(isKept);
    }
    for (const tell of line.told.splice(0)) tell(false);
    line.isRunning = false;
  };
  return {
    keep: async (id, change) => {
      const line = lines.get(id) ?? { changes: [], told: [], isRunning: false };
      lines.set(id, line);
      line.changes = [...line.changes, change];
      const { promise, resolve } = Promise.withResolvers<boolean>();
      line.told.push(resolve);
      if (!line.isRunning) void run(id, line);
      return promise;
    },
    unkept: (id) => {
      const changes = lines.get(id)?.changes ?? [];
      return changes.length === 0 ? null : merged(changes);
    },
  };
}

function merged(changes: readonly Uint8Array[]): Uint8Array {
  const [only] = changes;
  return changes.length === 1 && only !== undefined ? only : mergeUpdates([...changes]);
}
