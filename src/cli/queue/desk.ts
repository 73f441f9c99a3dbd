import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, DEFERRED, JOURNAL, STORE } from '../../config/config.ts';
import { findConfig, loadConfig } from '../../config/load.ts';
import { openJobStore, queueFile } from '../../gateway/deferred/open.ts';
import { Fault } from '../../model/fault.ts';
import type { Job, JobCounts, JobQuery } from '../../model/job.ts';
import { at, isArray, isObject, type Json, textAt } from '../../model/json.ts';
import { type Given, optionOf } from '../command.ts';
import { talk } from '../print.ts';
import { tell, type Told } from '../running/client.ts';
import { findRunning } from '../running/running.ts';

/** The queue as the operator meets it: through a gateway that runs, else in its store. */
export type Desk = {
  readonly list: (query: JobQuery) => Promise<{ readonly jobs: readonly Job[]; readonly counts: JobCounts | null }>;
  readonly find: (id: string) => Promise<Job | null>;
  /** Null: it is not over, or answered, or not there. */
  readonly retry: (id: string) => Promise<Job | null>;
  /** Null: it is not there. One that is over comes back as it is. */
  readonly cancel: (id: string) => Promise<Job | null>;
  readonly close: () => Promise<void>;
};

/** Null where no gateway runs and none has left a queue behind. */
export async function openDesk(given: Given): Promise<Desk | null> {
  const url = optionOf(given, 'url');
  const running = await findRunning(given.cwd, url);
  if (running !== null) return deskOf(running.url);
  return url === null ? deskOn(given) : null;
}

const PATH = '/admin/queue';

function deskOf(url: string): Desk {
  const listed = async (parameters: Record<string, string>): Promise<Awaited<ReturnType<Desk['list']>>> => {
    const told = await tell(url, { path: `${PATH}?${new URLSearchParams(parameters).toString()}` });
    const jobs = at(answered(url, told), 'jobs');
    const counts = at(told.body, 'counts');
    return { jobs: isArray(jobs) ? jobs.filter(isJob) : [], counts: isCounts(counts) ? counts : null };
  };
  const change = async (what: 'retry' | 'cancel', id: string): Promise<Job | null> => {
    const told = await tell(url, { method: 'POST', path: `${PATH}/${what}`, body: { id } });
    const job = told.status === 404 ? null : at(answered(url, told), 'job');
    return job !== null && isJob(job) ? job : null;
  };
  return {
    list: async ({ limit, beforeId, tenant, state }) =>
      listed({
        limit: String(limit),
        ...(beforeId !== undefined && { before: beforeId }),
        ...(tenant !== undefined && { tenant }),
        ...(state !== undefined && { state }),
      }),
    find: async (id) => (await listed({ id })).jobs[0] ?? null,
    retry: async (id) => change('retry', id),
    cancel: async (id) => change('cancel', id),
    close: async () => {},
  };
}

function answered(url: string, { status, body }: Told): Json {
  if (status === 200) return body;
  throw new Fault('unreachable', textAt(body, 'error', 'message') || `${url} knows of no queue (${status})`);
}

function isJob(entry: Json | undefined): entry is Json & Job {
  return isObject(entry) && typeof entry['id'] === 'string' && typeof entry['state'] === 'string';
}

function isCounts(value: Json | undefined): value is Json & JobCounts {
  return isObject(value) && isObject(value['states']);
}

/** The store itself, which gateways elsewhere may use at the same time. */
function deskOn({ cwd, env }: Given): Desk | null {
  const config: Pick<Config, 'journal' | 'store' | 'deferred'> =
    findConfig(cwd) === null
      ? { journal: { ...JOURNAL, path: join(cwd, JOURNAL.path ?? '') }, store: STORE, deferred: DEFERRED }
      : loadConfig({ cwd, env });
  const path = queueFile(config);
  if (config.store.url === null && (path === null || !existsSync(path))) return null;
  talk.line(`No gateway is running. From ${config.store.url === null ? path : 'PostgreSQL'}:`);
  const store = openJobStore(config, Date.now, { troubled: () => {}, well: () => {} });
  if (store === null) return null;
  const end = { nowMs: Date.now(), keepMs: config.deferred.keepMs };
  return {
    list: async (query) => ({ jobs: await store.list(query), counts: await store.counts() }),
    find: async (id) => store.find({ id }),
    retry: async (id) => store.retry({ id, nowMs: end.nowMs }),
    cancel: async (id) => store.cancel({ id, tenant: null, ...end }),
    close: store.close,
  };
}
