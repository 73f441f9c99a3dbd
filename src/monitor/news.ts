import { Fault } from '../model/fault.ts';
import type { Tiding } from '../model/monitor.ts';

/** What has changed, told to all who listen. A mistake of theirs, or of ours, takes nothing else with it. */
export type News = {
  readonly tell: (tidings: readonly Tiding[]) => void;
  /** Returns how to stop it. */
  readonly listen: (hear: (tiding: Tiding) => void) => () => void;
  readonly guarded: (work: () => void) => void;
  readonly failed: (error: unknown) => void;
};

/** Mistakes that are told, each once. */
const SAID_MAX = 100;

/** `say`: gets a sentence for the operator about every mistake. */
export function newsOf(say: (sentence: string) => void): News {
  const ears = new Set<(tiding: Tiding) => void>();
  const said = new Set<string>();
  const failed = (error: unknown): void => {
    const { message } = Fault.from(error);
    // The same mistake is made at every look.
    if (said.has(message) || said.size >= SAID_MAX) return;
    said.add(message);
    say(`Watching the providers has failed: ${message}`);
  };
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      failed(error);
    }
  };
  return {
    tell: (tidings) => {
      for (const tiding of tidings) for (const hear of ears) guarded(() => hear(tiding));
    },
    listen: (hear) => {
      ears.add(hear);
      return () => void ears.delete(hear);
    },
    guarded,
    failed,
  };
}
