import type { Json } from '../model/json.ts';
import type { Client } from './client.ts';
import type { Help } from './help.ts';
import { atStage, type Kept, type OpenKept, type Stage } from './kept.ts';
import type { Deferred } from './later.ts';
import { type Origin, originOf } from './origin.ts';
import { textIn } from './text.ts';
import { isForNow, Trouble } from './trouble.ts';

export type AdvanceParts = {
  readonly client: Pick<Client, 'ask' | 'later' | 'deferred'>;
  readonly help: Help;
  /** What is sent. */
  readonly request: Kept['request'];
  readonly nowMs: number;
};

/** A gateway says at once that it has a question, or how that is. Without a word for so long there is no line, ms. */
const LINE_MS = 30_000;

/** Takes a question that waits one step on, and gives it as it is then. Never rejects. */
export async function advance(kept: OpenKept, parts: AdvanceParts): Promise<Kept> {
  if (parts.nowMs > kept.expiresAtMs) return atStage(kept, failed('Nobody could answer in time.'));
  // Without a gateway there is nobody to tell.
  if (parts.help.level === 4) return kept;
  try {
    return atStage(kept, kept.state === 'held' ? await lookAt(kept.job, parts) : await handOver(kept, parts));
  } catch (error) {
    const trouble = error instanceof Error ? error.message : String(error);
    return isFinal(error) ? atStage(kept, failed(trouble)) : { ...kept, trouble };
  }
}

async function handOver({ id, expiresAtMs }: Kept, parts: AdvanceParts): Promise<Stage> {
  const { client, help, request, nowMs } = parts;
  try {
    return stageOf(
      await client.later(
        { ...request, signal: AbortSignal.timeout(LINE_MS) },
        { key: id, expiresMs: expiresAtMs - nowMs },
      ),
      parts,
    );
  } catch (error) {
    if (!storesNothing(error)) throw error;
  }
  if (help.level >= 3) return WAITING;
  const headers = { ...request.headers, 'idempotency-key': id };
  const { body, served } = await client.ask({ ...request, headers });
  return answered('', body, originOf(served, help, nowMs));
}

async function lookAt(job: string, parts: AdvanceParts): Promise<Stage> {
  try {
    return stageOf(await parts.client.deferred(job, AbortSignal.timeout(LINE_MS)), parts);
  } catch (error) {
    // It is not known there any more, or by another gateway: then it is handed over again.
    if (error instanceof Trouble && error.status === 404) return WAITING;
    throw error;
  }
}

function stageOf(job: Deferred, { help, nowMs }: AdvanceParts): Stage {
  switch (job.state) {
    case 'waiting':
    case 'running':
      return { state: 'held', job: job.id, trouble: '' };
    case 'done':
      return answered(job.id, job.answer, originOf({ ...job, request: job.result ?? '', lost: '' }, help, nowMs));
    case 'expired':
      return failed('Nobody could answer in time.');
    case 'failed':
    case 'cancelled':
      return failed('It could not be answered.');
  }
}

function answered(job: string, body: Json, origin: Origin): Stage {
  // A sentence of the operator, or a promise, is no answer.
  if (origin.mode === 'notice' || origin.mode === 'deferred') return WAITING;
  // A refusal, or a call of a tool, is all that would come of it again.
  if (textIn(body).trim() === '') return failed('The answer was empty');
  return { state: 'ready', job, answer: { body, origin } };
}

const WAITING: Stage = { state: 'waiting', trouble: '' };

function failed(trouble: string): Stage {
  return { state: 'failed', trouble };
}

/** This gateway promises nothing: it has no store, or none that works. Dialects say that in statuses of their own (Anthropic's is 529). */
function storesNothing(error: unknown): boolean {
  if (!(error instanceof Trouble) || error.kind !== 'refused') return false;
  return error.status === 404 || (error.status ?? 0) >= 500;
}

/** Would the same come of it again? */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Trouble) || error.kind !== 'refused') return false;
  const status = error.status ?? 0;
  return status >= 400 && status !== 401 && !isForNow(status);
}
