import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isObject } from '../../model/json.ts';
import { chance } from './answer/chance.ts';
import { control, parseJson, type Switchboard } from './control.ts';
import type { Dialect } from './dialects/dialect.ts';
import { dialectOf, judge, type Incoming } from './draft.ts';
import { FAULT_CATALOGUE } from './faults.ts';
import type { Pace } from './pace.ts';
import { play, type Stage } from './play.ts';
import type { ProviderState, SeenRequest } from './provider-state.ts';
import { respond } from './script/any-faults.ts';
import { misbehave } from './script/misbehave.ts';
import { wellScript, type Draft, type Script } from './script/script.ts';

/** The largest request that is read, bytes. */
export const BODY_BYTES_MAX = 32 * 1024 * 1024;

/** What the parts of one sandbox share. */
export type House = Switchboard & {
  readonly pace: Pace;
  readonly seed: number;
  /** The number of the request that comes in now. */
  readonly nextNumber: () => number;
  /** Was a request seen on this connection before? */
  readonly reused: (socket: Socket) => boolean;
};

/** Answers one request, be it for a simulated provider or for the switches. */
export function serve(request: IncomingMessage, response: ServerResponse, house: House): void {
  respondTo(request, response, house).catch((error: unknown) => {
    // A mistake of the sandbox must not look like one of the provider that it plays.
    if (response.headersSent) response.destroy();
    else
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`The sandbox itself is broken: ${String(error)}\n`);
  });
}

async function respondTo(request: IncomingMessage, response: ServerResponse, house: House): Promise<void> {
  const startedMs = performance.now();
  const reused = house.reused(request.socket);
  const body = await readBody(request);
  if (body === null) return;
  const headers = flatten(request);
  const method = request.method ?? 'GET';
  const [path = '/', query = ''] = (request.url ?? '/').split('?');
  const [, pageName = '', pagePath = ''] = /^\/_pages\/([^/]+)(\/.*)$/.exec(path) ?? [];
  const page = house.pages.all().get(pageName);
  if (page !== undefined) return play(page.answer({ path: pagePath, headers }), stageFor(response));
  // Clients add the version to an address that has one, or leave it out.
  const [, name = '', versions = '', rest] = /^\/([^/]+)((?:\/v1(?:beta)?)*)\/(.+)$/.exec(path) ?? [];
  const provider = rest === undefined || name === '_sandbox' ? null : house.provider(name);
  if (rest === undefined || provider === null) {
    const answer = control({ method, path, headers, body: parseJson(body.text) }, house);
    response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
    return;
  }
  const parsed = parseJson(body.text);
  const incoming = {
    method,
    path: rest.replaceAll(/%3a/gi, ':'),
    version: versions.split('/').at(-1) ?? '',
    query: new URLSearchParams(query),
    headers,
    body: isObject(parsed) ? parsed : null,
    provider: name,
  };
  const visit = { incoming, reused, tooLarge: body.tooLarge, provider };
  const note = provider.arrived({ ...NEW, atMs: Date.now(), method, path, headers, body: body.text });
  const { script, ...known } = decide(visit, house);
  note(known.news);

  const gone = new AbortController();
  let ended = false;
  response.on('close', () => {
    if (!ended) note({ completion: 'left', leftAfterMs: performance.now() - startedMs });
    gone.abort();
  });
  const ending = (): void => {
    ended = true;
    note({ completion: known.end });
  };
  await play(script, { response, gone: gone.signal, ending });
}

/** Nobody notes how a visit to a status page ends. */
function stageFor(response: ServerResponse): Stage {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  return { response, gone: gone.signal, ending: () => {} };
}

const NEW = { completion: 'open', leftAfterMs: null, answer: null, fault: null } as const;

type Visit = {
  readonly incoming: Incoming;
  readonly reused: boolean;
  readonly tooLarge: boolean;
  readonly provider: ProviderState;
};

type Decision = {
  readonly script: Script;
  readonly end: 'answered' | 'faulted';
  readonly news: Partial<SeenRequest>;
};

/** What a provider does about a request: what a real one would say against it, its fault, or an answer. */
function decide({ incoming, reused, tooLarge, provider }: Visit, house: House): Decision {
  const spoken = dialectOf(incoming);
  const nowMs = Date.now();
  const number = house.nextNumber();
  const requestId = `req_${chance(`id ${house.seed} ${number}`).letters(24)}`;
  const headers = spoken.headers(requestId, nowMs);
  const judged = tooLarge
    ? ({ ok: false, trouble: { kind: 'too-large', message: '' } } as const)
    : judge(incoming, { seed: house.seed, number, nowMs, ...provider });
  if (!judged.ok) {
    const { status, headers: more, body } = spoken.trouble(judged.trouble, requestId);
    const type = { 'content-type': spoken.wire.json };
    const script = respond(status, { ...headers, ...more, ...type }, JSON.stringify(body));
    return { script, end: 'answered', news: {} };
  }
  const { subject, after } = judged;
  const dialect = after === undefined ? spoken : behind(spoken, after);
  const draft: Draft = {
    dialect,
    pace: after === undefined ? house.pace : { ...house.pace, firstTokenMs: 0 },
    headers,
    requestId,
    key: dialect.keyOf({ ...incoming, ...provider }),
    reused,
    elsewhere: `${house.url.replace('127.0.0.1', 'localhost')}/elsewhere/${incoming.version === '' ? '' : `${incoming.version}/`}${incoming.path}`,
    nowMs,
    subject,
  };
  const answer = subject.form === 'plain' ? null : subject.telling.answer;
  const model = subject.form === 'plain' ? '' : subject.telling.asked.model;
  const [struck] = provider.aimed(model).flatMap((fault) => {
    const script = misbehave(fault, draft);
    return script === null ? [] : [{ fault, script }];
  });
  if (struck === undefined) return { script: wellScript(draft), end: 'answered', news: { answer } };
  const { fault, script } = struck;
  provider.struck();
  const legal = FAULT_CATALOGUE[fault].expects === 'legal';
  return { script, end: legal ? 'answered' : 'faulted', news: { answer, fault } };
}

/** The dialect of somebody who has had its first events already. */
function behind(dialect: Dialect, after: number): Dialect {
  return { ...dialect, frames: (telling) => dialect.frames(telling).slice(after + 1) };
}

type ReadBody = { readonly text: string; readonly tooLarge: boolean };

/** The body as text; null when the client went away while it was sending. */
async function readBody(request: IncomingMessage): Promise<ReadBody | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      if (!Buffer.isBuffer(chunk)) continue;
      length += chunk.length;
      // What is too large is read to its end, or the client would not hear that it was.
      if (length <= BODY_BYTES_MAX) chunks.push(chunk);
    }
  } catch {
    return null;
  }
  const tooLarge = length > BODY_BYTES_MAX;
  return { text: tooLarge ? '' : Buffer.concat(chunks).toString('utf8'), tooLarge };
}

function flatten({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
