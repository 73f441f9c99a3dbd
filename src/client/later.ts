import type { ToldJob } from '../model/job.ts';
import type { Json } from '../model/json.ts';
import { type Line, question, wholeBodyOf } from './line.ts';
import { listen } from './news.ts';
import { renderRequest, type Request } from './request.ts';

/** What is wanted of a question for later. */
export type LaterOptions = {
  /** The same question under the same key is one job, however often it is sent. Without one, each is a job of its own. */
  readonly key?: string;
  /** How long a model may be waited for, ms; no longer than the operator allows. */
  readonly expiresMs?: number;
  /** 0 is answered first, 7 last. Default: 3. */
  readonly priority?: number;
  /** Jobs of one order are answered one after the other. */
  readonly order?: string;
  /** An address that is told when it is over; the operator says which may be. */
  readonly webhook?: string;
};

/** A question that is answered later: how it is, and its answer when there is one. */
export type Deferred = ToldJob;

const PATH = '/v1/deferred';
export async function askLater(line: Line, request: Request, options: LaterOptions): Promise<Deferred> {
  const { signal } = request;
  const { path, headers, body } = renderRequest(request, false);
  const { key, expiresMs, priority, order, webhook } = options;
  const wish = {
    ...(key !== undefined && { 'idempotency-key': key }),
    ...(expiresMs !== undefined && { 'x-failsoft-expires': String(Math.ceil(expiresMs / 1_000)) }),
    ...(priority !== undefined && { 'x-failsoft-priority': String(priority) }),
    ...(order !== undefined && { 'x-failsoft-order': order }),
    ...(webhook !== undefined && { 'x-failsoft-webhook': webhook }),
  };
  const call = { method: 'POST', path: PATH + path, headers: { ...headers, ...wish }, body } as const;
  const response = await question(line, { ...call, ...(signal !== undefined && { signal }) });
  return jobIn(await wholeBodyOf(response, signal));
}

export async function lookAt(line: Line, id: string, signal?: AbortSignal): Promise<Deferred> {
  const call = { method: 'GET', path: pathOf(id), ...(signal !== undefined && { signal }) } as const;
  return jobIn(await wholeBodyOf(await question(line, call), signal));
}

/** Null: it was over already, and is forgotten now. */
export async function cancelLater(line: Line, id: string): Promise<Deferred | null> {
  const response = await question(line, { method: 'DELETE', path: pathOf(id) });
  return response.status === 204 ? null : jobIn(await wholeBodyOf(response));
}

/** Tells how a job is and of every change, until it is over or what it returns is called. */
export function watchLater(line: Line, id: string, changed: (job: Deferred) => void): () => void {
  return listen(line, {
    path: pathOf(id),
    name: 'job',
    told: (data) => {
      const job = jobIn(data);
      changed(job);
      return job.ended !== null;
    },
    // It is gone, or was never this client's: nothing more will come of it.
    lost: ({ status }) => status === 404,
  });
}

function pathOf(id: string): string {
  return `${PATH}/${encodeURIComponent(id)}`;
}

function jobIn(body: Json): Deferred {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- It is the gateway's own answer, and of no dialect.
  return body as unknown as Deferred;
}
