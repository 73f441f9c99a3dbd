import type { Kysely } from 'kysely';
import { admitAll, countJobs, findJob, listJobs, readText } from './admitting.ts';
import { cancelJob, expireJobs, forgetJob, pruneJobs, retryJob } from './ending.ts';
import { claimHooks, endHook } from './hooks.ts';
import type { JobStore } from './job-store.ts';
import { beat, claimJob, finishJob, releaseJob, takeBack } from './running.ts';
import type { JobTables } from './tables.ts';

/** On a database of either kind. */
export function jobStoreOn(database: Kysely<JobTables>): JobStore {
  return {
    admit: async (jobs) => admitAll(database, jobs),
    find: async ({ id }) => findJob(database, id),
    list: async (query) => listJobs(database, query),
    counts: async () => countJobs(database),
    text: async ({ id, kind }) => readText(database, id, kind),
    claim: async (turn) => claimJob(database, turn),
    release: async (run) => releaseJob(database, run),
    finish: async (run) => finishJob(database, run),
    beat: async (of) => beat(database, of),
    takeBack: async (dead) => takeBack(database, dead),
    cancel: async (of) => cancelJob(database, of),
    retry: async (of) => retryJob(database, of),
    forget: async (of) => forgetJob(database, of),
    expire: async (of) => expireJobs(database, of),
    prune: async (of) => pruneJobs(database, of),
    hooks: async (of) => claimHooks(database, of),
    hookEnded: async (of) => endHook(database, of),
  };
}
