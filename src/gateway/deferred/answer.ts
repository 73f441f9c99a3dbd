import type { Answer } from '../../deferred/answer.ts';
import type { Deferred } from '../../deferred/deferred.ts';
import { headOf, LOOK_AGAIN_S } from '../../deferred/promise.ts';
import { pathOf, told } from '../../deferred/told.ts';
import { wishOf } from '../../deferred/wish.ts';
import { OVER, type Asked, type Running, type Sink } from '../../engine/asked.ts';
import { faultAnswer } from '../../engine/answer.ts';
import { Fault } from '../../model/fault.ts';
import { isOver, JOB_STATES, type Job, PRIORITY } from '../../model/job.ts';

import type { Gateway, Live } from '../gateway.ts';
import type { Incoming } from '../handle.ts';
import { sendJson } from '../json.ts';
import { numberIn } from '../query.ts';
import { hookAt } from './hooks.ts';
import { tellOf } from './telling.ts';

const JOBS = 50;
const JOBS_MAX = 1_000;

/** The queue of a gateway. Throws `busy` where there is none. */
export function queueOf({ deferred }: Pick<Gateway, 'deferred'>): Deferred {
  if (deferred !== null) return deferred;
  throw new Fault('busy', 'Nothing can be answered later here: this gateway keeps nothing on disk');
}

/** Takes a question in that is to be answered later. `202` means that it survives the end of the gateway. Throws a Fault. */
export function answerLater(gateway: Gateway, live: Live, asked: Asked, sink: Sink): Running {
  const { queue } = queueOf(gateway);
  const { webhooks, expiresMs } = live.config.deferred;
  const address = asked.headers['x-failsoft-webhook'];
  const hook = address === undefined ? null : hookAt(webhooks, address, asked.tenant ?? asked.client);
  if (address !== undefined && hook === null)
    throw new Fault('bad-request', 'The address in x-failsoft-webhook is none that this gateway may tell');
  const wish = wishOf(
    asked,
    { expiresMs, priority: PRIORITY.first },
    address === undefined ? null : new URL(address).href,
  );
  const usual = asked.headers['x-failsoft-priority'] === undefined ? PRIORITY.usual : wish.priority;
  const take = async (): Promise<void> => {
    try {
      const job = await queue.admit({ ...wish, priority: usual });
      sendJob(sink, 202, job, null);
    } catch (error) {
      const { status, headers, body } = faultAnswer(asked, Fault.from(error));
      sink.head(status, { ...headers, 'x-failsoft-request': asked.id, 'content-length': String(body.length) });
      sink.end(body);
    }
  };
  void take();
  return OVER;
}

export type Wanted = {
  readonly id: string;
  readonly part: 'job' | 'answer';
  readonly tenant: string;
};

/** A job of this tenant: how it is, its answer, news of it, or the word that nobody wants it any more. Throws a Fault. */
export function answerJob(gateway: Gateway, wanted: Wanted, incoming: Incoming, sink: Sink): Running {
  const deferred = queueOf(gateway);
  const { method, headers } = incoming;
  if (method === 'DELETE') {
    void settle(sink, async () => remove(deferred, wanted, sink));
    return OVER;
  }
  if (method !== 'GET' && method !== 'HEAD')
    throw new Fault('no-such-path', `${method} is not possible here; GET and DELETE are`);
  if (wanted.part === 'job' && /\btext\/event-stream\b/.test(headers['accept'] ?? ''))
    return tellOf(deferred.queue, wanted, gateway.live().engine.world, sink);
  void settle(sink, async () => show(deferred, wanted, sink));
  return OVER;
}

async function show({ queue }: Deferred, { id, part, tenant }: Wanted, sink: Sink): Promise<void> {
  const job = await queue.find(id, tenant);
  if (job === null) throw unknown();
  const answer = isOver(job.state) ? await queue.answer(job) : null;
  if (part === 'job' || answer === null) return sendJob(sink, isOver(job.state) ? 200 : 202, job, answer);
  sink.head(answer.status, {
    'content-type': answer.type,
    'content-length': String(answer.body.length),
    'cache-control': 'no-store',
    'x-failsoft-deferred': job.id,
    ...(job.mode !== null && { 'x-failsoft-mode': job.mode }),
    ...(job.servedBy !== '' && { 'x-failsoft-served-by': job.servedBy }),
    ...(job.resultId !== null && { 'x-failsoft-request': job.resultId }),
  });
  sink.end(answer.body);
}

/** What is open is cancelled; what is over is forgotten. */
async function remove({ queue }: Deferred, { id, tenant }: Wanted, sink: Sink): Promise<void> {
  const before = await queue.find(id, tenant);
  if (before === null) throw unknown();
  if (isOver(before.state)) {
    await queue.forget(id, tenant);
    sink.head(204, {});
    return sink.end();
  }
  const job = await queue.cancel(id, tenant);
  if (job === null) throw unknown();
  // It may have come to another end meanwhile.
  sendJob(sink, 200, job, null);
}

/** The jobs of a tenant, newest first. */
export function answerList(gateway: Gateway, tenant: string, { query }: Incoming, sink: Sink): Running {
  const { queue } = queueOf(gateway);
  const parameters = new URLSearchParams(query);
  void settle(sink, async () => {
    const before = parameters.get('before');
    const state = JOB_STATES.find((one) => one === parameters.get('state'));
    const limit = Math.min(numberIn(parameters, 'limit') ?? JOBS, JOBS_MAX);
    const wanted = {
      limit,
      tenant,
      ...(before !== null && { beforeId: before }),
      ...(state !== undefined && { state }),
    };
    const jobs = await queue.list(wanted);
    sendJson(sink, 200, { jobs: jobs.map((job) => told(job, null)) });
  });
  return OVER;
}

async function settle(sink: Sink, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const fault = Fault.from(error);
    const { status } = fault.rule;
    const again = status === 503 ? { 'retry-after': String(LOOK_AGAIN_S) } : {};
    sendJson(sink, status, { error: { type: fault.kind, message: fault.message } }, again);
  }
}

function unknown(): Fault {
  return new Fault('no-such-path', 'There is no job of this id');
}

function sendJob(sink: Sink, status: number, job: Job, answer: Answer | null): void {
  const isOpen = !isOver(job.state);
  sendJson(sink, status, told(job, answer), {
    'x-failsoft-deferred': job.id,
    ...(isOpen ? headOf(job) : { location: pathOf(job.id) }),
    ...(isOpen && { 'x-failsoft-mode': 'deferred' }),
  });
}
