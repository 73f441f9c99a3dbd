import type { JsonObject } from '../../model/json.ts';
import { compose } from './answer/answer.ts';
import type { Asked } from './answer/asked.ts';
import { chance } from './answer/chance.ts';
import { anthropic } from './dialects/anthropic.ts';
import { countAnthropic } from './dialects/anthropic-request.ts';
import type { Dialect, RequestHeaders, Trouble } from './dialects/dialect.ts';
import { openai } from './dialects/openai.ts';
import type { Subject } from './script/script.ts';

/** A request to a simulated provider, read from the wire. */
export type Incoming = {
  readonly method: string;
  /** Behind the provider's name and `/v1`, without the query: `messages`, `chat/completions`, … */
  readonly path: string;
  readonly headers: RequestHeaders;
  /** Null when it is no JSON object. */
  readonly body: JsonObject | null;
  readonly provider: string;
};

/** What the answers of a sandbox depend on besides the request. */
export type Circumstances = {
  readonly seed: number;
  /** The number of the request, for ids. */
  readonly number: number;
  readonly nowMs: number;
  readonly cached: (key: string) => boolean;
};

export type Judged =
  | { readonly ok: true; readonly subject: Subject }
  | { readonly ok: false; readonly trouble: Trouble };

/** Which dialect a request speaks: its path says it, and where both have the path, a header that only one of them sends. */
export function dialectOf({ path, headers }: Pick<Incoming, 'path' | 'headers'>): Dialect {
  if (path.startsWith('messages')) return anthropic;
  return path !== 'chat/completions' && headers['anthropic-version'] !== undefined ? anthropic : openai;
}

/** What a healthy provider would answer, or what it would say against the request. */
export function judge(incoming: Incoming, circumstances: Circumstances): Judged {
  const dialect = dialectOf(incoming);
  const { method, path, body, provider } = incoming;
  const key = dialect.keyOf(incoming.headers);
  if (key === '') return against('unauthorized', keyIsMissing(dialect));
  if (key.includes('bad')) return against('unauthorized');
  if (method === 'GET' || method === 'HEAD') return judgeGet(dialect, path);
  if (method !== 'POST' || !POSTS.has(path)) return against('no-such-path');
  if (body === null) return against('invalid', 'The request body is not valid JSON: expected an object');
  if (path === 'messages/count_tokens') {
    const count = countAnthropic(body, incoming);
    return typeof count === 'number' ? plain({ input_tokens: count }) : against('invalid', count);
  }
  const read = dialect.read(body, { headers: incoming.headers, provider });
  return read.ok ? { ok: true, subject: tell(dialect, incoming, read.asked, circumstances) } : read;
}

const POSTS = new Set(['messages', 'messages/count_tokens', 'chat/completions']);

function judgeGet(dialect: Dialect, path: string): Judged {
  if (path === 'models') return plain(dialect.models);
  if (!path.startsWith('models/')) return against('no-such-path');
  const id = path.slice('models/'.length);
  return id.includes('no-such') ? against('no-such-model', `model: ${id}`) : plain(dialect.model(id));
}

function tell(dialect: Dialect, { provider }: Incoming, asked: Asked, circumstances: Circumstances): Subject {
  const { seed, number, nowMs } = circumstances;
  const cached = asked.prefix !== null && circumstances.cached(asked.prefix.key);
  const answer = compose(asked, { provider, seed, cached, callId: dialect.callId });
  const id = dialect.answerId(chance(`${seed} ${number}`).letters(22));
  return { form: asked.stream ? 'stream' : 'whole', telling: { id, atMs: nowMs, provider, asked, answer } };
}

function keyIsMissing(dialect: Dialect): string {
  return dialect.id === 'anthropic'
    ? 'x-api-key header is required'
    : 'You didn’t provide an API key. You need to provide your API key in an Authorization header using Bearer auth.';
}

function against(kind: Trouble['kind'], message = ''): Judged {
  return { ok: false, trouble: { kind, message } };
}

function plain(body: JsonObject): Judged {
  return { ok: true, subject: { form: 'plain', body } };
}
