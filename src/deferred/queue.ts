import { Fault } from '../model/fault.ts';
import { isOver, type Job, type JobCounts, type JobQuery } from '../model/job.ts';
import type { Admitted, JobStore, NewJob } from '../store/deferred/job-store.ts';
import type { Sealing } from '../store/sealing.ts';
import type { Cancel, World } from '../world/world.ts';
import { type Answer, packAnswer, unpackAnswer } from './answer.ts';
import { packQuestion, type Question } from './question.ts';

/** What somebody wants to be answered later. */
export type Wish = Omit<NewJob, 'request' | 'hook' | 'createdAtMs' | 'expiresAtMs' | 'id'> & {
  readonly question: Question;
  readonly expiresMs: number;
  /** The address that is told of its end; null: none. */
  readonly hook: string | null;
};

/** How much may be promised, as the operator says now. */
export type QueueLimits = { readonly jobs: number; readonly bytes: number; readonly keepMs: number };

/** The queue as those see it who put something in and take answers out. All reject with a `busy` Fault when it cannot be used. */
export type Queue = {
  /**
   * Takes a wish in; when it resolves, the job survives the end of the process. A wish that is there already is not taken in once more.
   * Rejects with `busy` where there is no room, and with `conflict` for another question under the same key.
   */
  readonly admit: (wish: Wish) => Promise<Job>;
  /** Null: there is none, or it is not this tenant's. A tenant of null sees all. */
  readonly find: (id: string, tenant: string | null) => Promise<Job | null>;
  /** Null: there is none yet, or none that can be opened. */
  readonly answer: (job: Job) => Promise<Answer | null>;
  readonly list: (query: JobQuery) => Promise<readonly Job[]>;
  readonly cancel: (id: string, tenant: string | null) => Promise<Job | null>;
  readonly retry: (id: string) => Promise<Job | null>;
  readonly forget: (id: string, tenant: string | null) => Promise<boolean>;
  /** As they were a short time ago; null before they were counted. */
  readonly counts: () => JobCounts | null;
  /** Counts anew. */
  readonly count: () => Promise<void>;
  /** Hears when something changed here at a job of this id. */
  readonly watch: (id: string, changed: () => void) => Cancel;
  readonly changed: (id: string) => void;
  /** Writes down what came of a run. False: somebody else has it. */
  readonly finish: (run: Parameters<JobStore['finish']>[0], answer: Answer) => Promise<boolean>;
  readonly isFull: () => boolean;
  /** Is there anything that waits, as far as is known? */
  readonly isWaiting: () => boolean;
};

export type QueueParts = {
  readonly world: Pick<World, 'wallMs' | 'random'>;
  readonly store: JobStore;
  readonly sealing: Sealing;
  readonly limits: () => QueueLimits;
  readonly newId: (createdAtMs: number) => string;
};

/** Jobs that are written together. */
const BATCH = 100;
/** Those who wait for that, at once. */
const WAITING_MAX = 2_000;
/** Whoever finds no room may come back after this time, ms. */
const RETURN_MS = 60_000;

type Waiting = {
  readonly job: NewJob;
  readonly settle: (admitted: Admitted) => void;
  readonly fail: (fault: Fault) => void;
};

export function openQueue({ world, store, sealing, limits, newId }: QueueParts): Queue {
  const waiting: Waiting[] = [];
  const watchers = new Map<string, Set<() => void>>();
  let isWriting = false;
  let counted: JobCounts | null = null;
  /** Taken in since they were counted. */
  let since = { jobs: 0, bytes: 0 };
  /** A clock that was set back must not put who comes later before who came first. */
  let lastMs = 0;

  const changed = (id: string): void => {
    for (const tell of watchers.get(id) ?? []) tell();
  };

  const isFull = (): boolean => {
    const { jobs, bytes } = limits();
    const { waiting: open = 0, running = 0 } = counted?.states ?? {};
    return open + running + since.jobs >= jobs || (counted?.bytes ?? 0) + since.bytes >= bytes;
  };

  const write = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, BATCH);
      try {
        const admitted = await store.admit(batch.map(({ job }) => job));
        admitted.forEach((one, at) => batch[at]?.settle(one));
      } catch (error) {
        for (const { fail } of batch) fail(Fault.from(error));
      }
    }
    isWriting = false;
  };

  const put = async (job: NewJob): Promise<Admitted> =>
    new Promise((settle, fail) => {
      waiting.push({ job, settle, fail });
      if (!isWriting) void write();
    });

  const admit = async (wish: Wish): Promise<Job> => {
    if (counted === null) await count();
    if (isFull() || waiting.length >= WAITING_MAX) throw full(limits());
    const { question, expiresMs, hook, ...rest } = wish;
    const createdAtMs = Math.max(world.wallMs(), lastMs);
    lastMs = createdAtMs;
    const id = newId(createdAtMs);
    const packed = packQuestion(question);
    const job: NewJob = {
      ...rest,
      id,
      createdAtMs,
      expiresAtMs: createdAtMs + expiresMs,
      request: sealing.close(packed, aboutText(id, rest.tenant, 'request')),
      hook: hook === null ? null : sealing.close(Buffer.from(hook), aboutText(id, rest.tenant, 'hook')),
    };
    since = { jobs: since.jobs + 1, bytes: since.bytes + job.request.length };
    const admitted = await put(job);
    if (admitted.kind === 'known') {
      const before = sealing.open(admitted.request, aboutText(admitted.job.id, rest.tenant, 'request'));
      if (!before.equals(packed)) throw conflict(admitted.job);
    }
    return admitted.job;
  };

  const count = async (): Promise<void> => {
    const before = since;
    counted = await store.counts();
    since = { jobs: since.jobs - before.jobs, bytes: since.bytes - before.bytes };
  };

  return {
    admit,
    isFull,
    isWaiting: () => (counted?.states.waiting ?? 0) + since.jobs > 0,
    changed,
    find: async (id, tenant) => ofTenant(await store.find({ id }), tenant),
    answer: async (job) => {
      const sealed = await store.text({ id: job.id, kind: 'answer' });
      return sealed === null ? null : unpackAnswer(sealing.open(sealed, aboutText(job.id, job.tenant, 'answer')));
    },
    list: async (query) => store.list(query),
    cancel: async (id, tenant) => {
      const job = await store.cancel({ id, tenant, nowMs: world.wallMs(), keepMs: limits().keepMs });
      changed(id);
      return job;
    },
    retry: async (id) => {
      const job = await store.retry({ id, nowMs: world.wallMs() });
      changed(id);
      return job;
    },
    forget: async (id, tenant) => {
      const isGone = await store.forget({ id, tenant });
      changed(id);
      return isGone;
    },
    counts: () => counted,
    count,
    watch: (id, tell) => {
      const all = watchers.get(id) ?? new Set();
      watchers.set(id, all.add(tell));
      return () => {
        all.delete(tell);
        if (all.size === 0 && watchers.get(id) === all) watchers.delete(id);
      };
    },
    finish: async (run, answer) => {
      const job = await store.find({ id: run.id });
      if (job === null || isOver(job.state)) return false;
      const sealed = sealing.close(packAnswer(answer), aboutText(run.id, job.tenant, 'answer'));
      const isMine = await store.finish({ ...run, answer: sealed });
      if (isMine) changed(run.id);
      return isMine;
    },
  };
}

function ofTenant(job: Job | null, tenant: string | null): Job | null {
  return job === null || (tenant !== null && job.tenant !== tenant) ? null : job;
}

/** A text that is put into another row, or another tenant's, does not open there. */
export function aboutText(id: string, tenant: string, kind: 'request' | 'answer' | 'hook'): string {
  return JSON.stringify([id, tenant, kind]);
}

function full({ jobs }: QueueLimits): Fault {
  return new Fault('busy', `The queue is full: it takes ${jobs} jobs at once, and only so much on the disk`, {
    retryAfterMs: RETURN_MS,
  });
}

function conflict({ id }: Job): Fault {
  return new Fault('conflict', `The key of this request belongs to another one, ${id}`);
}
