import { readFileSync } from 'node:fs';

/** What travels in the benchmark: requests of any size in two protocols, and answers that cost their sender nothing. */
export type Dialect = 'anthropic' | 'openai-chat';

/**
 * How the upstream answers, said by the end of the model's name. `whole`: about 800 bytes of JSON. `few`: a stream of 45
 * events in three pieces. `fine`: the same, one event per piece. `drip`: one event every 250 ms until the caller goes.
 */
export type Shape = 'whole' | 'few' | 'fine' | 'drip';

export const PATHS: Readonly<Record<Dialect, string>> = {
  anthropic: '/v1/messages',
  'openai-chat': '/v1/chat/completions',
};

/** Model names start with the protocol of the upstream that is to serve them: `o-few` is served by `openai-chat`. */
export const PREFIXES: Readonly<Record<Dialect, string>> = { anthropic: 'a-', 'openai-chat': 'o-' };

export const DRIP_MS = 250;
const EVENTS = 45;
const WORDS = 'The journal is written by one thread so that no request has to wait for the disk. ';

/** A request of about `bytes` bytes; what fills it is code, with its quotes, brackets and line breaks. */
export function request(dialect: Dialect, serving: Dialect, shape: Shape, bytes: number): string {
  const code = readFileSync(import.meta.filename, 'utf8');
  const body = (content: string): string =>
    JSON.stringify({
      model: PREFIXES[serving] + shape,
      max_tokens: 1_024,
      ...(shape !== 'whole' && { stream: true }),
      ...(shape !== 'whole' && dialect === 'openai-chat' && { stream_options: { include_usage: true } }),
      messages: [{ role: 'user', content }],
    });
  let content = '';
  // Escapes make the body longer than its text, by much the same share everywhere.
  const share = JSON.stringify(code).length / code.length;
  const wanted = Math.max(1, Math.floor((bytes - body('').length) / share));
  while (content.length < wanted) content += code;
  return body(content.slice(0, wanted));
}

/** A complete answer as JSON. */
export function wholeAnswer(dialect: Dialect): Buffer {
  const text = WORDS.repeat(6);
  const json =
    dialect === 'anthropic'
      ? {
          id: 'msg_01BenchBenchBenchBench',
          type: 'message',
          role: 'assistant',
          model: 'a-whole',
          content: [{ type: 'text', text }],
          stop_reason: 'end_turn',
          stop_sequence: null,
          usage: { input_tokens: 20, output_tokens: 90 },
        }
      : {
          id: 'chatcmpl-BenchBenchBenchBench',
          object: 'chat.completion',
          created: 1_790_000_000,
          model: 'o-whole',
          choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
          usage: { prompt_tokens: 20, completion_tokens: 90, total_tokens: 110 },
        };
  return Buffer.from(JSON.stringify(json));
}

/** The events of a complete stream, 45 of them. */
export function streamEvents(dialect: Dialect): readonly Buffer[] {
  const events = dialect === 'anthropic' ? anthropicEvents() : openaiEvents();
  return events.map((event) => Buffer.from(event));
}

/** One event in the middle of a stream. */
export function dripEvent(dialect: Dialect): Buffer {
  return streamEvents(dialect)[4] ?? Buffer.alloc(0);
}

const event = (data: { readonly type: string; readonly [key: string]: unknown }): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

function anthropicEvents(): readonly string[] {
  const message = {
    id: 'msg_01BenchBenchBenchBench',
    type: 'message',
    role: 'assistant',
    model: 'a-few',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 20, output_tokens: 1 },
  };
  return [
    event({ type: 'message_start', message }),
    event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    ...Array.from({ length: EVENTS - 5 }, (_, index) =>
      event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: word(index) } }),
    ),
    event({ type: 'content_block_stop', index: 0 }),
    event({
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 90 },
    }),
    event({ type: 'message_stop' }),
  ];
}

const chunk = (choices: readonly unknown[], more: object = {}): string =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-BenchBenchBenchBench',
    object: 'chat.completion.chunk',
    created: 1_790_000_000,
    model: 'o-few',
    choices,
    ...more,
  })}\n\n`;

function openaiEvents(): readonly string[] {
  const usage = { prompt_tokens: 20, completion_tokens: 90, total_tokens: 110 };
  return [
    chunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }]),
    ...Array.from({ length: EVENTS - 4 }, (_, index) =>
      chunk([{ index: 0, delta: { content: word(index) }, finish_reason: null }]),
    ),
    chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]),
    chunk([], { usage }),
    'data: [DONE]\n\n',
  ];
}

function word(index: number): string {
  const words = WORDS.trim().split(' ');
  return `${words[index % words.length] ?? ''} `;
}
