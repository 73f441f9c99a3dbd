import type { Job, ToldJob } from '../model/job.ts';
import type { Json } from '../model/json.ts';
import type { Answer } from './answer.ts';

/** Where jobs are. */
export const DEFERRED_PATH = '/v1/deferred';

export const pathOf = (id: string): string => `${DEFERRED_PATH}/${id}`;

/** A job as whoever asked for it is told of it. The answer is in the dialect of the question. */
export function told(job: Job, answer: Answer | null): ToldJob {
  const { id, state, protocol, model, priority, createdAtMs, expiresAtMs, endedAtMs, keptUntilMs } = job;
  return {
    id,
    object: 'failsoft.deferred',
    state,
    url: pathOf(id),
    protocol,
    model,
    priority,
    created: timeOf(createdAtMs),
    expires: timeOf(expiresAtMs),
    ended: endedAtMs === null ? null : timeOf(endedAtMs),
    keptUntil: keptUntilMs === null ? null : timeOf(keptUntilMs),
    tries: job.tries,
    result: job.resultId,
    mode: job.mode,
    servedBy: job.servedBy,
    fault: job.fault,
    status: answer?.status ?? null,
    answer: answer === null ? null : jsonOf(answer.body),
  };
}

export function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

function jsonOf(body: Uint8Array): Json {
  const text = Buffer.from(body).toString('utf8');
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    return text;
  }
}
