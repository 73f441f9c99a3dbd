import type { RequestEntry } from '../../model/journal.ts';
import type { Asked } from '../asked.ts';

/** What came of it for one who has waited for an answer that somebody else had asked for. Times as in RequestEntry. */
export function entryFor(
  asked: Asked,
  of: RequestEntry,
  times: Pick<RequestEntry, 'atMs' | 'tookMs' | 'firstContentMs'>,
): RequestEntry {
  return {
    ...of,
    id: asked.id,
    client: asked.client,
    workflow: asked.workflow,
    ...times,
    // What it has cost is written down for the one who asked.
    usage: null,
    attempts: [],
    bodies: of.bodies === null ? null : { ...of.bodies, request: Buffer.from(asked.body).toString('utf8') },
  };
}

/** The same, from when its caller began to wait. */
export function withWait(of: RequestEntry, waitedMs: number): RequestEntry {
  return {
    ...of,
    atMs: of.atMs - waitedMs,
    tookMs: of.tookMs + waitedMs,
    firstContentMs: of.firstContentMs === null ? null : of.firstContentMs + waitedMs,
    attempts: of.attempts.map((attempt) => ({ ...attempt, startedMs: attempt.startedMs + waitedMs })),
  };
}

/** The same for a caller that has left. */
export function left(of: RequestEntry): RequestEntry {
  return { ...of, outcome: 'left', status: 499 };
}

/** The entry of a caller that has left before anything was known. */
export function leftEntry(asked: Asked): RequestEntry {
  return {
    id: asked.id,
    atMs: 0,
    protocol: asked.caller.id,
    route: asked.route.name,
    model: asked.scan.model,
    client: asked.client,
    workflow: asked.workflow,
    streamed: asked.scan.stream,
    outcome: 'left',
    status: 499,
    mode: null,
    servedBy: '',
    fault: null,
    tookMs: 0,
    firstContentMs: null,
    usage: null,
    lost: [],
    attempts: [],
    bodies: null,
  };
}
