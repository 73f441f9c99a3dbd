import type { Fault } from '../model/fault.ts';
import type { AttemptEntry, Match, RequestEntry } from '../model/journal.ts';
import type { Loss } from '../model/loss.ts';
import type { Usage } from '../model/reply.ts';
import type { Mode } from '../model/route.ts';
import type { Asked } from './asked.ts';

/** How a request ended. */
export type Ended = {
  readonly outcome: RequestEntry['outcome'];
  readonly status: number;
  readonly mode: Mode | null;
  /** Absent for all answers but those that are kept. */
  readonly match?: Match | undefined;
  readonly servedBy: string;
  readonly fault: Fault | null;
  readonly refused: boolean;
  readonly usage: Usage | null;
  readonly losses: readonly Loss[];
};

export type Timing = Pick<RequestEntry, 'atMs' | 'tookMs' | 'firstContentMs'> & {
  readonly attempts: readonly AttemptEntry[];
  /** The text that went to the caller; null when texts are not recorded. */
  readonly answer: string | null;
};

/** What is remembered of a request. No prompt and no answer are in it unless the operator asked for them. */
export function journalEntry(asked: Asked, ended: Ended & Timing): RequestEntry {
  const {
    outcome,
    status,
    mode,
    match,
    servedBy,
    fault,
    refused,
    usage,
    losses,
    atMs,
    tookMs,
    firstContentMs,
    attempts,
    answer,
  } = ended;
  return {
    id: asked.id,
    atMs,
    protocol: asked.caller.id,
    route: asked.route.name,
    model: asked.scan.model,
    client: asked.client,
    workflow: asked.workflow,
    streamed: asked.scan.stream,
    outcome,
    status,
    mode,
    ...(match !== undefined && { match }),
    servedBy,
    fault: fault?.kind ?? null,
    ...(refused && { refused }),
    tookMs,
    firstContentMs,
    usage,
    lost: losses,
    attempts,
    bodies: answer === null ? null : { request: Buffer.from(asked.body).toString('utf8'), answer },
  };
}
