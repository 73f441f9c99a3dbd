import { Fault } from '../../model/fault.ts';
import { JOB_STATES, type JobQuery } from '../../model/job.ts';
import { textAt } from '../../model/json.ts';
import { queueOf } from '../deferred/answer.ts';
import type { Gateway } from '../gateway.ts';
import { numberIn } from '../query.ts';
import { type Answers, well } from './question.ts';

const JOBS = 50;
const JOBS_MAX = 1_000;

/** The queue for the operator, who sees the jobs of all tenants and nothing of what they ask. */
export const QUEUE_READS: Answers = {
  '/admin/queue': async ({ gateway, parameters }) => well(await listed(gateway, parameters)),
};

export const QUEUE_ORDERS: Answers = {
  '/admin/queue/retry': async ({ gateway, body }) => well(await retried(gateway, textAt(body(), 'id'))),
  '/admin/queue/cancel': async ({ gateway, body }) => well(await cancelled(gateway, textAt(body(), 'id'))),
};

async function listed(gateway: Gateway, parameters: URLSearchParams): Promise<object> {
  const { queue } = queueOf(gateway);
  const id = parameters.get('id');
  if (id !== null) {
    const job = await queue.find(id, null);
    return { jobs: job === null ? [] : [job], counts: queue.counts() };
  }
  await queue.count();
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
