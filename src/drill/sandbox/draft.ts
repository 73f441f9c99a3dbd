import { listAt, type Json, type JsonObject } from '../../model/json.ts';
import { compose } from './answer/answer.ts';
import type { Asked } from './answer/asked.ts';
import { chance } from './answer/chance.ts';
import { anthropic } from './dialects/anthropic.ts';
import type { Dialect, RequestHeaders, Sender, Trouble } from './dialects/dialect.ts';
import { gemini, geminiList } from './dialects/gemini.ts';
import { ollama } from './dialects/ollama.ts';
import { openai } from './dialects/openai.ts';
import { responses } from './dialects/responses.ts';
import type { Subject } from './script/script.ts';

/** A request to a simulated provider, read from the wire. */
export type Incoming = {
  readonly method: string;
  /** Behind the provider's name and the version, without the query: `messages`, `chat/completions`, `api/chat`, … */
  readonly path: string;
  /** `v1`, `v1beta` or nothing. */
  readonly version: string;
  readonly query: URLSearchParams;
  readonly headers: RequestHeaders;
  /** Null when it is no JSON object. */
  readonly body: JsonObject | null;
  readonly provider: string;
};

/** What the answers of a sandbox depend on besides the request. */
export type Circumstances = Pick<Sender, 'recall' | 'background'> & {
  readonly seed: number;
  /** The number of the request, for ids. */
  readonly number: number;
  readonly nowMs: number;
  readonly cached: (key: string) => boolean;
  /** Keeps what was said, under the id of an answer. */
  readonly keep: (id: string, said: readonly Json[]) => void;
};

export type Judged =
  /** `after`: events up to the one with this number are not told once more. */
  | { readonly ok: true; readonly subject: Subject; readonly after?: number }
  | { readonly ok: false; readonly trouble: Trouble };

/** Which dialect a request speaks: its path says it, and where several have the path, what only one of them sends. */
export function dialectOf({ path, version, query, headers }: Omit<Incoming, 'method' | 'body' | 'provider'>): Dialect {
  if (path.startsWith('api/')) return ollama;
  if (path.startsWith('messages')) return anthropic;
  if (path.startsWith('responses')) return responses;
  if (path === 'chat/completions' || path === 'embeddings') return openai;
  if (path.endsWith(':streamGenerateContent') && query.get('alt') !== 'sse') return geminiList;
  if (version === 'v1beta' || VERB.test(path) || query.has('key') || headers['x-goog-api-key'] !== undefined) {
    return gemini;
  }
  return headers['anthropic-version'] === undefined ? openai : anthropic;
}

/** What Gemini does with a model. Elsewhere a colon can stand in the name of one. */
const VERB = /^models\/[^/]+:(generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents)$/;

/** What a healthy provider would answer, or what it would say against the request. */
export function judge(incoming: Incoming, circumstances: Circumstances): Judged {
  const dialect = dialectOf(incoming);
  const { body } = incoming;
  const { recall, background } = circumstances;
  const sender = { ...incoming, recall, ...(background !== undefined && { background }) };
  const key = dialect.keyOf(sender);
  if (key === '' && dialect.keyless !== null) return { ok: false, trouble: dialect.keyless };
  if (key.includes('bad')) return against('unauthorized');
  const method = incoming.method === 'HEAD' ? 'GET' : incoming.method;
  const route = ['GET', 'POST'].includes(method) ? dialect.route({ ...sender, method, body: body ?? {} }) : null;
  if (route === null || route.to === 'nowhere') return against('no-such-path');
  if (route.to === 'rest') return { ok: true, subject: { form: 'stream', telling: route.telling }, after: route.after };
  const isBare = route.to !== 'model' && route.needsNoBody === true;
  if (method === 'POST' && body === null && !isBare)
    return against('invalid', 'The request body is not valid JSON: expected an object');
  if (route.to === 'plain') return { ok: true, subject: { form: 'plain', body: route.body } };
  if (route.to === 'trouble') return { ok: false, trouble: route.trouble };
  const request = body ?? {};
  const read = dialect.read(request, sender);
  return read.ok
    ? { ok: true, subject: tell(dialect, { provider: incoming.provider, request, asked: read.asked }, circumstances) }
    : read;
}

type Question = { readonly provider: string; readonly request: JsonObject; readonly asked: Asked };

function tell(dialect: Dialect, { provider, request, asked }: Question, circumstances: Circumstances): Subject {
  const { seed, number, nowMs } = circumstances;
  const cached = asked.prefix !== null && circumstances.cached(asked.prefix.key);
  const answer = compose(asked, { provider, seed, cached, callId: dialect.callId });
  const id = dialect.answerId(chance(`${seed} ${number}`).letters(22));
  const telling = { id, atMs: nowMs, provider, asked, answer, request };
  if (dialect.isInBackground?.(telling) === true) circumstances.background?.begin(telling);
  if (asked.keep !== null) circumstances.keep(id, [...asked.keep, ...listAt(dialect.whole(telling), 'output')]);
  return { form: asked.stream ? 'stream' : 'whole', telling };
}

function against(kind: Trouble['kind'], message = ''): Judged {
  return { ok: false, trouble: { kind, message } };
}
