import { type Conversation, ask } from '../../src/model/conversation.ts';
import { Fault, type FaultKind, FAULTS } from '../../src/model/fault.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { Reply } from '../../src/model/reply.ts';
import { tell } from '../../src/model/gather.ts';
import { EMBEDDINGS } from '../../src/protocols/embeddings/index.ts';
import { renderFrames } from '../../src/protocols/frame.ts';
import { CALLERS, PROTOCOLS } from '../../src/protocols/index.ts';
import { complete, message, source, underWay } from '../../src/protocols/m365-copilot/testing/frames.ts';
import type { ProtocolId } from '../../src/protocols/protocol.ts';
import { accepted } from '../../src/protocols/testing/hops.ts';
import { answerOf, chunk, exception } from '../../src/providers/clouds/testing/frames.ts';
import { bodyOf, PARAMETERS } from '../fixtures/bodies.ts';
import { captures } from '../fixtures/captures.ts';
import { DIALECTS, WAYS, dialectOf } from '../fixtures/client.ts';

export type SeedKind =
  | 'request' | 'answer' | 'stream' | 'error' | 'aws-stream' | 'copilot-stream' | 'copilot-answer' | 'listing'
  | 'vectors-request' | 'vectors-answer' | 'schema' | 'path' | 'token'; // oxfmt-ignore

/** Something good, to be made bad. `as` says whose words it is in. */
export type Seed = { readonly kind: SeedKind; readonly as: string; readonly bytes: Uint8Array };

/** Recorded ones that are larger are left alone: they would take all the time. Bytes. */
const SEED_BYTES_MAX = 24 * 1024;

/** Everything that inputs are made from: what we write ourselves, and what was recorded where that lies beside the repository. */
export function seeds(): readonly Seed[] {
  return [...written(), ...recordings()].filter(({ bytes }) => bytes.length <= SEED_BYTES_MAX);
}

/** What we write ourselves. */
export function written(): readonly Seed[] {
  return [
    ...WAYS.flatMap((way) =>
      [true, false].map((stream) =>
        json(
          'request',
          dialectOf(way),
          bodyOf(way, { model: 'm-1', stream, content: 'Why?', tools: stream, thinking: !stream }),
        ),
      ),
    ),
    ...DIALECTS.flatMap((id) => [...spoken(id), ...faults(id)]),
    ...Object.values(EMBEDDINGS).flatMap(({ id }) => VECTORS_REQUESTS.map((body) => json('vectors-request', id, body))),
    ...Object.values(EMBEDDINGS).flatMap(({ id }) => VECTORS_ANSWERS.map((body) => json('vectors-answer', id, body))),
    ...COPILOT.map((body) => json('copilot-answer', 'm365-copilot', body)),
    { kind: 'copilot-stream', as: 'm365-copilot', bytes: Buffer.from(COPILOT.map(framed).join('')) },
    { kind: 'aws-stream', as: 'anthropic', bytes: Buffer.concat(answerOf('Amazon packs twice.').map(chunk)) },
    {
      kind: 'aws-stream',
      as: 'anthropic',
      bytes: Buffer.concat([
        ...answerOf('Half.').slice(0, 3).map(chunk),
        exception('throttlingException', 'Slow down'),
      ]),
    },
    ...LISTS.map((body) => json('listing', 'any', body)),
    ...SCHEMAS.map((body) => json('schema', 'any', body)),
    ...PATHS.map((path): Seed => ({ kind: 'path', as: 'any', bytes: Buffer.from(path) })),
    json('token', 'any', { access_token: 'ya29.abc', expires_in: 3_599, token_type: 'Bearer', refresh_token: 'r' }),
    json('token', 'any', { error: 'invalid_grant', error_description: 'Bad Request' }),
  ];
}

function recordings(): readonly Seed[] {
  return [
    ...captures().map(({ dialect, body }) => json('request', dialect, body)),
    ...DIALECTS.flatMap((id) =>
      accepted(id).flatMap(({ request, answer, streamed }): readonly Seed[] => [
        json('request', id, request),
        {
          kind: streamed || (id === 'ollama' && answer.includes('}\n{')) ? 'stream' : 'answer',
          as: id,
          bytes: Buffer.from(answer),
        },
      ]),
    ),
  ];
}

const json = (kind: SeedKind, as: string, body: object): Seed => ({
  kind,
  as,
  bytes: Buffer.from(JSON.stringify(body)),
});
const framed = (body: JsonObject): string => `data: ${JSON.stringify(body, null, 2)}\n\n`;

const PNG = {
  type: 'media',
  mediaType: 'image/png',
  name: '',
  source: { kind: 'base64', data: 'iVBORw0KGgo=' },
} as const;

const CONVERSATION: Conversation = {
  ...ask('Look at this.'),
  messages: [
    { role: 'system', parts: [{ type: 'text', text: 'Be brief.', cache: '5m' }] },
    { role: 'user', parts: [{ type: 'text', text: 'Look at this.' }, PNG] },
    {
      role: 'assistant',
      parts: [
        { type: 'thinking', text: 'Weather?', signature: 'c2ln' },
        {
          type: 'text',
          text: 'I will look.',
          citations: [{ start: 0, end: 6, url: 'https://example.com/', title: 'T', quote: 'q' }],
        },
        { type: 'tool-call', id: 'call_1', name: 'weather', input: { city: 'Pune', days: 2 }, signature: 'c2ln' },
      ],
    },
    {
      role: 'user',
      parts: [{ type: 'tool-result', callId: 'call_1', parts: [{ type: 'text', text: 'Rain' }, PNG], failed: false }],
    },
    { role: 'system', parts: [{ type: 'text', text: 'Now in French.' }] },
    { role: 'user', parts: [{ type: 'text', text: 'Go on.' }] },
  ],
  tools: [
    { name: 'weather', description: 'Weather', inputSchema: PARAMETERS, strict: true },
    {
      name: 'patch',
      description: 'Edits',
      inputSchema: { type: 'object', properties: { input: { type: 'string' } } },
      strict: false,
      freeText: 'start: "x"',
    },
  ],
  toolChoice: { kind: 'tool', name: 'weather' },
  output: { kind: 'schema', name: 's', schema: PARAMETERS, strict: true },
  thinking: { kind: 'on', effort: 'high', budgetTokens: 2_000 },
  settings: { maxTokens: 3_000, temperature: 0.5, topP: 0.9, topK: 4, stop: ['END'], seed: 7, user: 'u-1' },
};

const REPLY: Reply = {
  id: 'r-1',
  model: 'm-1',
  parts: [
    { type: 'thinking', text: 'Let me see.', signature: 'c2ln' },
    { type: 'sealed-thinking', data: 'c2VhbGVk' },
    {
      type: 'text',
      text: 'Here — it is 😀.',
      citations: [{ start: 0, end: 4, url: 'https://example.com/a', title: 'A', quote: 'q' }],
    },
    { type: 'tool-call', id: 'call_1', name: 'weather', input: { city: 'Pune', days: 2 } },
    { type: 'tool-call', id: 'call_2', name: 'weather', input: {} },
  ],
  stop: 'tool-call',
  stopSequence: '',
  usage: { inputTokens: 10, cacheReadTokens: 3, cacheWriteTokens: 2, outputTokens: 9, thinkingTokens: 4 },
};

/** What each dialect says of the same conversation and the same answer. */
function spoken(id: ProtocolId): readonly Seed[] {
  const protocol = PROTOCOLS[id];
  const asked = protocol.renderRequest(CONVERSATION, { model: 'm-1', stream: true, maxOutputTokens: null, quirks: {} });
  return [
    json('request', id, asked.body),
    json('answer', id, protocol.renderResponse(REPLY)),
    ...CALLERS.filter((caller) => caller.id === id && caller.framing === protocol.framing).map((caller): Seed => {
      const render = caller.renderStream({ model: 'm-1', after: null, usage: true });
      const frames = [...tell(REPLY).flatMap(render), ...render(null)];
      return { kind: 'stream', as: id, bytes: renderFrames(frames, caller.framing) };
    }),
  ];
}

function faults(id: ProtocolId): readonly Seed[] {
  return Object.keys(FAULTS).map((kind) =>
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- They are the keys of the table.
    json(
      'error',
      id,
      PROTOCOLS[id].renderError(
        new Fault(kind as FaultKind, 'It went wrong: try again in 7s', { retryAfterMs: 7_000 }),
        'req_1',
      ),
    ),
  );
}

const COPILOT: readonly JsonObject[] = [
  underWay([message('1', 'The ferry')]),
  underWay([message('1', 'The ferry leaves'), message('2', 'at noon')], 1),
  complete('The ferry leaves at noon [^1^].', {
    attributions: [source('citation', 'https://example.com/f', 'Ferries')],
  }),
];

const VECTORS_REQUESTS: readonly object[] = [
  { model: 'e-1', input: ['a', 'b'], dimensions: 3, encoding_format: 'base64', truncate: true },
  { model: 'e-1', input: [[1, 2], [3]], options: {}, keep_alive: '5m' },
  { model: 'e-1', prompt: 'a' },
  { model: 'models/e-1', content: { parts: [{ text: 'a' }] }, taskType: 'RETRIEVAL_QUERY', outputDimensionality: 3 },
  { requests: [{ model: 'models/e-1', content: { parts: [{ text: 'a' }] } }] },
];
const VECTORS_ANSWERS: readonly object[] = [
  {
    object: 'list',
    data: [
      { object: 'embedding', index: 0, embedding: [0.1, 0.2, 0.3] },
      { object: 'embedding', index: 1, embedding: 'zczMPc3MTD6amZk+' },
    ],
    usage: { prompt_tokens: 4 },
  },
  { embedding: { values: [0.1, 0.2, 0.3] } },
  { embeddings: [{ values: [0.1, 0.2] }, { values: [0.3, 0.4] }] },
  { model: 'e-1', embeddings: [[0.1], [0.2]], prompt_eval_count: 4 },
  { embedding: [0.1, 0.2] },
];

const LISTS: readonly object[] = [
  { object: 'list', data: [{ id: 'gpt-5.6', object: 'model', created: 1_700_000_000, owned_by: 'openai' }] },
  {
    data: [{ type: 'model', id: 'claude-opus-4-6', display_name: 'C', created_at: '2026-01-01T00:00:00Z' }],
    has_more: true,
    last_id: 'claude-opus-4-6',
  },
  {
    models: [
      {
        name: 'models/gemini-3.8-flash',
        inputTokenLimit: 1_000_000,
        outputTokenLimit: 65_536,
        supportedGenerationMethods: ['generateContent'],
      },
    ],
    nextPageToken: 'x',
  },
  { models: [{ name: 'llama3.2:latest', model: 'llama3.2:latest', details: { family: 'llama' } }] },
  {
    data: [
      {
        id: 'a/b',
        context_length: 8_192,
        pricing: { prompt: '0.1' },
        architecture: { input_modalities: ['image'] },
        top_provider: { max_completion_tokens: 10 },
      },
    ],
  },
];

const deep = (levels: number): Json =>
  levels === 0
    ? { type: 'string' }
    : { type: 'object', properties: { a: deep(levels - 1), b: { type: 'array', items: { enum: [1, 'x'] } } } };
/** A schema and what has to keep to it. */
const SCHEMAS: readonly object[] = [
  { schema: PARAMETERS, value: { city: 'Pune', days: 2 } },
  { schema: deep(4), value: { a: { a: { a: { a: 'x' } }, b: [1] } } },
  {
    schema: {
      $defs: { node: { anyOf: [{ type: 'null' }, { properties: { next: { $ref: '#/$defs/node' } } }] } },
      $ref: '#/$defs/node',
    },
    value: { next: { next: null } },
  },
  {
    schema: { type: 'array', uniqueItems: true, items: { type: 'string', format: 'uri', minLength: 2 } },
    value: ['http://example.com', 'b:c'],
  },
  {
    schema: { oneOf: [{ const: 1 }, { not: { multipleOf: 0.1 } }], if: { minimum: 3 }, else: { maximum: 9 } },
    value: 7,
  },
];

const PATHS: readonly string[] = [
  '/v1/messages', '/anthropic/v1/messages?beta=true', '/v1/chat/completions', '/v1/v1/responses', '/v1beta/models/gemini-3.8-flash:generateContent?alt=sse',
  '/v1/models/a%2fb:streamGenerateContent', '/api/chat', '/api/generate', '/v1/files/file-1/content', '/v1/responses/resp_1', '/admin/status', '/healthz',
  '/v1beta/models?key=AIzaSy', '/v1/projects/p/locations/l/publishers/google/models/g:countTokens', '/v1/embeddings', '/openai/v1/models',
]; // oxfmt-ignore
