import { Fault } from '../../model/fault.ts';
import { JOB_STATES, type JobQuery } from '../../model/job.ts';
import { type Json, textAt } from '../../model/json.ts';
import type { Gateway } from '../gateway.ts';
import type { Incoming } from '../handle.ts';
import { numberIn } from '../query.ts';
import { queueOf } from './answer.ts';

export const ADMIN_QUEUE = '/admin/queue';

const JOBS = 50;
const JOBS_MAX = 1_000;

/** The queue for the operator, who sees the jobs of all tenants and nothing of what they ask. Null: it is no path of this. */
export function queueAdmin(
  gateway: Gateway,
  { path, method, query }: Incoming,
  body: () => Json,
): Promise<object> | null {
  if (path === ADMIN_QUEUE && method === 'GET') return listed(gateway, new URLSearchParams(query));
  if (method !== 'POST') return null;
  if (path === `${ADMIN_QUEUE}/retry`) return retried(gateway, textAt(body(), 'id'));
  if (path === `${ADMIN_QUEUE}/cancel`) return cancelled(gateway, textAt(body(), 'id'));
  return null;
}

async function listed(gateway: Gateway, parameters: URLSearchParams): Promise<object> {
  const { queue } = queueOf(gateway);
  const id = parameters.get('id');
  if (id !== null) {
    const job = await queue.find(id, null);
    return { jobs: job === null ? [] : [job], counts: queue.counts() };
  }
  if (queue.counts() === null) await queue.count();
  return { jobs: await queue.list(jobQueryIn(parameters)), counts: queue.counts() };
}

function jobQueryIn(parameters: URLSearchParams): JobQuery {
  const beforeId = parameters.get('before');
  const tenant = parameters.get('tenant');
  const state = JOB_STATES.find((one) => one === parameters.get('state'));
  return {
    limit: Math.min(numberIn(parameters, 'limit') ?? JOBS, JOBS_MAX),
    ...(beforeId !== null && { beforeId }),
    ...(tenant !== null && { tenant }),
    ...(state !== undefined && { state }),
  };
}

async function retried(gateway: Gateway, id: string): Promise<object> {
  const job = await queueOf(gateway).queue.retry(id);
  if (job === null) throw new Fault('no-such-path', `No job ${id.slice(0, 100)} is over without an answer`);
  return { job };
}

async function cancelled(gateway: Gateway, id: string): Promise<object> {
  const job = await queueOf(gateway).queue.cancel(id, null);
  if (job === null) throw new Fault('no-such-path', `There is no job ${id.slice(0, 100)}`);
  return { job };
}
