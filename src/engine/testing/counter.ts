import type { DeepAnswers } from '../../cache/answers.ts';
import { gather } from '../../model/gather.ts';
import type { RequestEntry } from '../../model/journal.ts';
import type { JsonObject } from '../../model/json.ts';
import { LIMITS, ROUTE_CACHE, type RouteCache, type Rung } from '../../model/route.ts';
import { splitFrames } from '../../protocols/frame.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { ProtocolId } from '../../protocols/protocol.ts';
import { scan } from '../../protocols/scan.ts';
import { type Network, type SimulatedWorld, simulatedWorld } from '../../world/simulated.ts';
import type { Asked, Running } from '../asked.ts';
import { createEngine, type Engine } from '../engine.ts';
import { answer } from '../kept-answers/cached.ts';
import { accountOf, askedOf, setupOf } from './parts.ts';

/** How the model behind the counter is. It numbers its answers, so that it is seen which one somebody got. */
export type Mood =
  | 'well'
  | 'thinks'
  | 'cut'
  | 'length'
  | 'filtered'
  | 'refuses'
  | 'calls'
  | 'empty'
  | 'overloaded'
  | 'stalls'
  | 'hangs';

export type Counter = {
  readonly world: SimulatedWorld;
  readonly engine: Engine;
  readonly entries: readonly RequestEntry[];
  readonly calls: () => number;
  readonly turn: (mood: Mood) => void;
  readonly ask: (asking?: Asking) => Talk;
  /** Asks, and lets all come to its end. */
  readonly get: (asking?: Asking) => Talk;
};

export type Asking = {
  readonly caller?: ProtocolId;
  readonly stream?: boolean;
  readonly body?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
  readonly asked?: Partial<Asked>;
  /** Takes nothing until it is told to. */
  readonly slow?: boolean;
};

export type Talk = {
  readonly head: () => { readonly status: number; readonly headers: Readonly<Record<string, string>> };
  readonly heard: () => string;
  readonly state: () => 'open' | 'ended' | 'cut';
  readonly running: Running;
};

export type CounterOptions = {
  /** Who answers. Default: who looks at what is kept first. */
  readonly by?: typeof answer;
  /** What the model says when it is asked whether two questions are one: by itself, that they are. Not counted as a call. */
  readonly judge?: (asked: string) => string;
  /** Chance that is always the same. */
  readonly random?: number;
  readonly say?: (sentence: string) => void;
  readonly cache?: Partial<RouteCache> | null;
  readonly ladder?: readonly Rung[];
  /** The providers that may answer. Default: all. */
  readonly allow?: readonly string[];
  /** What a request may take in all, ms. */
  readonly deadlineMs?: number;
  readonly deep?: DeepAnswers;
};

export const FRESH: Partial<RouteCache> = { freshMs: 60_000, sampled: true };
const SECOND: Rung = { kind: 'model', provider: 'b', model: null, tries: 1, limits: LIMITS };
const FIRST: Rung = { ...SECOND, provider: 'a' };
/** Two models, the second of which always answers. */
export const TWO: readonly Rung[] = [FIRST, SECOND];
export const WITH_CACHE: readonly Rung[] = [FIRST, { kind: 'cache', maxAgeMs: null }, { kind: 'notice', text: 'Away' }];

/** A gateway with a route that keeps answers, and a model that counts how often it was asked. */
export function counter({
  by = answer,
  cache = FRESH,
  ladder = [FIRST],
  allow,
  deadlineMs,
  deep,
  judge = () => 'SAME',
  random,
  say = () => {},
}: CounterOptions = {}): Counter {
  let mood: Mood = 'well';
  let calls = 0;
  const entries: RequestEntry[] = [];
  const network: Network = ({ origin, method, body }, on, world) => {
    let over = false;
    const isFirst = origin.includes('//a.');
    const asked = Buffer.from(body ?? []).toString();
    // Knocks and probes are nobody's question.
    const isJudging = asked.includes('SAME or DIFFERENT');
    if (method === 'POST' && isFirst && !isJudging && !asked.includes('"ping"')) calls += 1;
    const at = (ms: number, act: () => void): void => void world.after(ms, () => (over ? undefined : act()));
    play(
      isFirst ? mood : 'well',
      {
        text: isJudging ? judge(asked) : `Answer ${isFirst ? calls : 'of another'}, in so many words`,
        number: `${calls}`,
        isStream: asked.includes('"stream":true'),
      },
      at,
      on,
    );
    return { pause: () => {}, resume: () => {}, abort: () => void (over = true) };
  };
  const seeded = simulatedWorld(3, network);
  const world = random === undefined ? seeded : { ...seeded, random: () => random };
  const setup = setupOf([accountOf('a'), accountOf('b')], { answerBytes: 1e7, probesPerMinute: 0 });
  const record = (entry: RequestEntry): void => void entries.push(entry);
  const engine = createEngine(world, { record }, setup, { kept: deep ?? null, say });
  const keeping = cache === null ? {} : { cache: { ...ROUTE_CACHE, ...cache } };
  const limited = deadlineMs === undefined ? {} : { deadlineMs };
  const route = { name: 'r', match: ['*'], ladder, allow: allow ?? null, ...limited, ...keeping };
  const ask = (asking: Asking = {}): Talk => askOne({ engine, by }, { route, ...asking.asked }, asking);
  return {
    world,
    engine,
    entries,
    calls: () => calls,
    turn: (next) => (mood = next),
    ask,
    get: (asking) => {
      const talk = ask(asking);
      world.settle(600_000);
      return talk;
    },
  };
}

type Play = { readonly text: string; readonly number: string; readonly isStream: boolean };

function play(
  mood: Mood,
  { text: said, number, isStream }: Play,
  at: (ms: number, act: () => void) => void,
  on: Parameters<Network>[1],
): void {
  at(0, on.sent);
  if (mood === 'hangs') return;
  if (mood === 'overloaded') {
    at(5, () => on.head(503, { 'content-type': 'application/json' }));
    at(6, () => on.bytes(Buffer.from('{"error":{"message":"no"}}')));
    return at(7, on.end);
  }
  const text = mood === 'empty' || mood === 'calls' ? '' : said;
  const end = ENDS[mood] ?? 'stop';
  const message = {
    content: mood === 'refuses' ? '' : text,
    ...(mood === 'thinks' && { reasoning_content: `Thought ${number}` }),
    ...(mood === 'refuses' && { refusal: 'I would rather not' }),
    ...(mood === 'calls' && { tool_calls: [callAt(0)] }),
  };
  const usage = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 };
  if (!isStream) {
    at(5, () => on.head(200, { 'content-type': 'application/json' }));
    const choices = [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: end }];
    const whole = Buffer.from(
      JSON.stringify({ id: 'c1', object: 'chat.completion', created: 1, model: 'm', choices, usage }),
    );
    at(20, () => on.bytes(mood === 'cut' ? whole.subarray(0, 60) : whole));
    return at(21, () => (mood === 'cut' ? on.broke('ECONNRESET', '') : on.end()));
  }
  const chunk = (delta: object, finish: string | null): void => {
    const choices = [{ index: 0, delta, finish_reason: finish }];
    on.bytes(
      Buffer.from(`data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', model: 'm', choices })}\n\n`),
    );
  };
  at(5, () => on.head(200, { 'content-type': 'text/event-stream' }));
  const { content, ...others } = message;
  at(10, () => chunk({ role: 'assistant', ...others, content: content.slice(0, 6) }, null));
  if (content !== '') at(40, () => chunk({ content: content.slice(6) }, null));
  if (mood === 'calls') at(20, () => chunk({ tool_calls: [callAt(1)] }, null));
  if (mood === 'stalls') return;
  if (mood === 'cut') return at(60, () => on.broke('ECONNRESET', ''));
  at(60, () => chunk({}, end));
  at(61, () => on.bytes(Buffer.from('data: [DONE]\n\n')));
  at(62, on.end);
}

function callAt(index: number): object {
  return { index, id: `c${index}`, type: 'function', function: { name: 'f', arguments: '{}' } };
}

const ENDS: Readonly<Partial<Record<Mood, string>>> = {
  length: 'length',
  filtered: 'content_filter',
  calls: 'tool_calls',
};

/** The same question in each dialect. */
// oxfmt-ignore
const QUESTIONS: Readonly<Record<ProtocolId, JsonObject>> = {
  anthropic: { model: 'm', max_tokens: 99, messages: [{ role: 'user', content: 'Why?' }] },
  'openai-chat': { model: 'm', messages: [{ role: 'user', content: 'Why?' }] },
  'openai-responses': { model: 'm', input: 'Why?', store: false },
  gemini: { model: 'm', contents: [{ role: 'user', parts: [{ text: 'Why?' }] }] },
  ollama: { model: 'm', messages: [{ role: 'user', content: 'Why?' }] },
};

let asking = 0;

function askOne(
  { engine, by }: { readonly engine: Engine; readonly by: typeof answer },
  asked: Partial<Asked> & Pick<Asked, 'route'>,
  { caller = 'openai-chat', stream = true, body = {}, headers = {}, slow = false }: Asking,
): Talk {
  // There, the path says it.
  const told = caller === 'gemini' ? {} : { stream };
  const bytes = Buffer.from(JSON.stringify({ ...QUESTIONS[caller], ...told, ...body }));
  const found = scan(bytes, stream);
  let heard = '';
  let state: 'open' | 'ended' | 'cut' = 'open';
  let head: ReturnType<Talk['head']> = { status: 0, headers: {} };
  const hear = (piece: Uint8Array): boolean => {
    heard += Buffer.from(piece).toString();
    return !slow;
  };
  asking += 1;
  const running = by(
    askedOf(bytes, {
      id: `req_${asking}`,
      caller: PROTOCOLS[caller],
      ...(found !== null && { scan: found }),
      headers,
      ...asked,
    }),
    {
      head: (status, said) => (head = { status, headers: said }),
      write: hear,
      end: (piece) => {
        if (piece !== undefined) hear(piece);
        state = 'ended';
      },
      destroy: () => (state = 'cut'),
    },
    engine,
  );
  return { head: () => head, heard: () => heard, state: () => state, running };
}

/** The words and thoughts of an answer, as a reader of its dialect gets them. Throws for one that has no end. */
export function textOf(talk: Talk, { caller = 'openai-chat', stream = true }: Asking): string {
  const { framing, parseStream, parseResponse } = PROTOCOLS[caller];
  if (!stream) return wordsOf(parseResponse(JSON.parse(talk.heard())).parts);
  const parse = parseStream();
  const frames = splitFrames(framing).feed(Buffer.from(talk.heard()));
  return wordsOf(gather([...frames.flatMap(parse), ...parse(null)]).parts);
}

function wordsOf(parts: readonly { readonly type: string; readonly text?: string }[]): string {
  return parts
    .flatMap(({ type, text = '' }) => (type === 'text' || type === 'thinking' ? [`${type}: ${text}`] : []))
    .join('|');
}
