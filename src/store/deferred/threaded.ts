import { Fault } from '../../model/fault.ts';
import type { StoreTrouble } from '../orders.ts';
import { StoreThread } from '../thread.ts';
import type { JobStore } from './job-store.ts';
import type { JobOrder, JobOutcome } from './orders.ts';

/** A queue that can be let go of. */
export type OpenJobStore = JobStore & { readonly close: () => Promise<void> };

export type JobFile = {
  /** The SQLite file. It and its folder are created when they are missing, for the owner only. */
  readonly path: string;
  /** The largest size of the file in pages of 4 KB; null leaves it to the disk. */
  readonly pagesMax: number | null;
  /** Told of every trouble, with what is wrong as the second half of a sentence. */
  readonly troubled: (trouble: StoreTrouble) => void;
  /** Told when a step was taken. */
  readonly well: () => void;
};

/** How long the thread may take to let go of the file, ms. */
const STOP_MS = 1_000;

/** The queue in a file of its own, of which one thread takes care. Nothing is opened before the first step. */
export function openJobFile({ path, pagesMax, troubled, well }: JobFile): OpenJobStore {
  const thread = new StoreThread<JobOrder, JobOutcome>({ path, pagesMax }, workerUrl());
  let isClosed = false;

  const step = <K extends keyof JobStore>(kind: K): JobStore[K] =>
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- The thread does what the type of this step says.
    (async (argument?: unknown) => {
      // A step would start another thread.
      if (isClosed) throw closed();
      const outcome = await thread.held(async () => thread.ask({ kind, argument }));
      if (outcome.kind === 'done') {
        well();
        return outcome.value;
      }
      troubled(outcome.trouble);
      throw new Fault('busy', `The queue cannot be used now, because ${outcome.trouble.why}`, AGAIN);
    }) as JobStore[K];

  return {
    admit: step('admit'),
    find: step('find'),
    list: step('list'),
    counts: step('counts'),
    text: step('text'),
    claim: step('claim'),
    release: step('release'),
    finish: step('finish'),
    beat: step('beat'),
    takeBack: step('takeBack'),
    cancel: step('cancel'),
    retry: step('retry'),
    forget: step('forget'),
    expire: step('expire'),
    prune: step('prune'),
    hooks: step('hooks'),
    hookEnded: step('hookEnded'),
    close: async () => {
      isClosed = true;
      await thread.stop(STOP_MS);
    },
  };
}

/** What is said to those who come too late. */
export function closed(): Fault {
  return new Fault('busy', 'The queue is closed');
}

/** Whoever could not be taken in is told to come back after this time. */
const AGAIN = { retryAfterMs: 5_000 };

/** Beside this file, with its ending: `.ts` from source, `.js` once compiled. */
function workerUrl(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
}
