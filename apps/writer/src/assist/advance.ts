import { type Client, type Deferred, Trouble } from 'failsoft/client';
import type { Help } from '../levels/levels.ts';
import { authorFrom } from './answering.ts';
import { requestFor } from './question.ts';
import type { Waiting } from './waiting.ts';
import { answerText } from './whole.ts';

export type AdvanceParts = {
  readonly client: Client;
  readonly model: () => string;
  readonly help: () => Help;
};

/** Takes a question that waits one step on, and gives it as it is then. Never rejects. */
export async function advance(item: Waiting, parts: AdvanceParts, nowMs: number): Promise<Waiting> {
  if (nowMs > item.expiresAtMs) return failed(item, 'Nobody could answer in a day.');
  // Without a gateway there is nobody to tell.
  if (parts.help().level === 4) return item;
  try {
    return item.job === '' ? await handOver(item, parts, nowMs) : await lookAt(item, parts);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return isFinal(error) ? failed(item, words) : { ...item, trouble: words };
  }
}

async function handOver(item: Waiting, parts: AdvanceParts, nowMs: number): Promise<Waiting> {
  const request = requestFor(item.question, parts.model());
  try {
    const options = { key: item.id, expiresMs: item.expiresAtMs - nowMs };
    return withJob(item, await parts.client.later(request, options), parts);
  } catch (error) {
    if (!storesNothing(error)) throw error;
  }
  if (parts.help().level >= 3) return item;
  const headers = { ...request.headers, 'idempotency-key': item.id };
  const { body, served } = await parts.client.ask({ ...request, headers });
  return answered(item, { answer: body, servedBy: served.servedBy, mode: served.mode }, parts);
}

async function lookAt(item: Waiting, parts: AdvanceParts): Promise<Waiting> {
  try {
    return withJob(item, await parts.client.deferred(item.job), parts);
  } catch (error) {
    // It is not known there any more, or by another gateway: then it is handed over again.
    if (error instanceof Trouble && error.status === 404) return { ...item, state: 'waiting', job: '' };
    throw error;
  }
}

function withJob(item: Waiting, job: Deferred, parts: AdvanceParts): Waiting {
  switch (job.state) {
    case 'waiting':
    case 'running':
      return { ...item, state: 'held', job: job.id, trouble: '' };
    case 'done':
      return answered({ ...item, job: job.id }, job, parts);
    case 'expired':
      return failed(item, 'Nobody could answer in time.');
    case 'failed':
    case 'cancelled':
      return failed(item, 'It could not be answered.');
  }
}

type Given = Pick<Deferred, 'answer' | 'servedBy' | 'mode'>;

function answered(item: Waiting, { answer, servedBy, mode }: Given, { model, help }: AdvanceParts): Waiting {
  const text = answerText(answer);
  // A sentence of the operator, or a promise, is no answer.
  if (mode === 'notice' || mode === 'deferred' || text.trim() === '') return { ...item, state: 'waiting', job: '' };
  const author = authorFrom(item.question, { servedBy, mode }, { model: model(), help });
  return { ...item, state: 'ready', text, author, trouble: '' };
}

/** This gateway promises nothing: it has no store, or none that works. */
function storesNothing(error: unknown): boolean {
  return error instanceof Trouble && error.kind === 'refused' && [404, 501, 503].includes(error.status ?? 0);
}

function isFinal(error: unknown): boolean {
  if (!(error instanceof Trouble) || error.kind !== 'refused') return false;
  const { status } = error;
  return status !== null && status >= 400 && status < 429 && status !== 401;
}

function failed(item: Waiting, trouble: string): Waiting {
  return { ...item, state: 'failed', trouble };
}
