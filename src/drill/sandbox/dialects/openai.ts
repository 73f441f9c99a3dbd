import type { JsonObject } from '../../../model/json.ts';
import type { StopReason } from '../../../model/reply.ts';
import { hash } from '../answer/chance.ts';
import { tokens } from '../answer/words.ts';
import {
  EVENTS,
  MODEL,
  MODELS,
  NOWHERE,
  plainly,
  renderEvent,
  routeToModels,
  type Asking,
  type Dialect,
  type Frame,
  type Route,
  type Telling,
} from './dialect.ts';
import { embedForOpenai } from './embeddings.ts';
import { OPENAI_KEYLESS, openaiHeaders, openaiKey, openaiTrouble } from './openai-account.ts';
import { readOpenai } from './openai-request.ts';

/** OpenAI Chat Completions, as the API writes it. Thinking is `reasoning_content`, as most servers of this dialect say it. */
export const openai: Dialect = {
  id: 'openai-chat',
  wire: {
    ...EVENTS,
    ping: () => ': keep-alive\n\n',
    unheardOf: () =>
      renderEvent({
        event: '',
        data: '{"id":"x","object":"weather.report","created":0,"model":"x","choices":[]}',
      }),
  },
  keyOf: openaiKey,
  keyless: OPENAI_KEYLESS,
  route,
  read: readOpenai,
  whole,
  frames,
  trouble: openaiTrouble,
  failure: (cause) => renderEvent({ event: '', data: JSON.stringify(openaiTrouble(cause).body) }),
  headers: openaiHeaders,
  answerId: (letters) => `chatcmpl-${letters}`,
  callId: (letters) => `call_${letters}`,
};

const LIST = { object: 'list', data: MODELS.map(({ id, maker }) => describe(id, maker)) };

function route({ method, path, body }: Asking): Route {
  if (method === 'GET') return routeToModels(path, LIST, (id) => describe(id, makerOf(id)));
  if (path === 'chat/completions') return MODEL;
  return path === 'embeddings' ? plainly(embedForOpenai(body)) : NOWHERE;
}

const STOPS: Readonly<Record<StopReason, string>> = {
  done: 'stop',
  'stop-sequence': 'stop',
  length: 'length',
  'tool-call': 'tool_calls',
  // A model that declines has finished; that it declined stands in `refusal`.
  refused: 'stop',
  context: 'length',
  pause: 'stop',
};

function whole(telling: Telling): JsonObject {
  const { answer } = telling;
  const { refusal, content } = words(answer);
  const calls = answer.toolCalls.map(({ id, name, input }) => ({
    id,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }));
  const message = {
    role: 'assistant',
    content: content === '' ? null : content,
    refusal: refusal === '' ? null : refusal,
    ...(answer.thinking !== '' && { reasoning_content: answer.thinking }),
    ...(calls.length > 0 && { tool_calls: calls }),
    annotations: [],
  };
  return {
    ...envelope(telling, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: STOPS[answer.stop] }],
    usage: usage(answer),
  };
}

function frames(telling: Telling): readonly Frame[] {
  const { answer, asked } = telling;
  const { refusal, content } = words(answer);
  const chunk = (kind: Frame['kind'], delta: JsonObject, finish: string | null = null): Frame => {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
    return frame(kind, { ...envelope(telling, 'chat.completion.chunk'), choices, ...(asked.usage && { usage: null }) });
  };
  return [
    chunk('opening', { role: 'assistant', content: '', refusal: null }),
    ...tokens(answer.thinking).map((piece) => chunk('thinking', { reasoning_content: piece })),
    ...tokens(content).map((piece) => chunk('content', { content: piece })),
    ...tokens(refusal).map((piece) => chunk('content', { refusal: piece })),
    ...answer.toolCalls.flatMap(({ id, name, input }, index) => [
      chunk('content', { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
      ...tokens(JSON.stringify(input)).map((piece) =>
        chunk('content', { tool_calls: [{ index, function: { arguments: piece } }] }),
      ),
    ]),
    chunk('finish', {}, STOPS[answer.stop]),
    ...(asked.usage
      ? [frame('usage', { ...envelope(telling, 'chat.completion.chunk'), choices: [], usage: usage(answer) })]
      : []),
    { kind: 'terminal', event: '', data: '[DONE]' },
  ];
}

function words(answer: Telling['answer']): { readonly refusal: string; readonly content: string } {
  return answer.stop === 'refused' ? { refusal: answer.text, content: '' } : { refusal: '', content: answer.text };
}

function envelope({ id, atMs, asked }: Telling, object: string): JsonObject {
  return {
    id,
    object,
    created: Math.floor(atMs / 1_000),
    model: asked.model,
    service_tier: 'default',
    system_fingerprint: null,
  };
}

function usage({
  usage: { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, thinkingTokens },
}: Telling['answer']): JsonObject {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cacheReadTokens, cache_write_tokens: cacheWriteTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: thinkingTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

/** The API hides the length of its tokens behind padding. */
function frame(kind: Frame['kind'], data: JsonObject): Frame {
  const length = hash(JSON.stringify(data)) % 12;
  return { kind, event: '', data: JSON.stringify({ ...data, obfuscation: 'x7Kq0ZbTmWcd'.slice(0, length) }) };
}

function makerOf(id: string): string {
  return MODELS.find((model) => model.id === id)?.maker ?? 'sandbox';
}

function describe(id: string, maker: string): JsonObject {
  return { id, object: 'model', created: 1_788_220_800, owned_by: maker };
}
