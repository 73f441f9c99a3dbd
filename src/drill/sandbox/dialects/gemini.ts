import { listAt, textAt, type JsonObject } from '../../../model/json.ts';
import type { StopReason } from '../../../model/reply.ts';
import { tokens } from '../answer/words.ts';
import {
  MISSING_MODEL,
  MODEL,
  MODELS,
  NOWHERE,
  plainly,
  routeToModels,
  type Asking,
  type Dialect,
  type Frame,
  type Route,
  type Telling,
} from './dialect.ts';
import { embedForGemini } from './embeddings.ts';
import { camelCased } from './gemini-contents.ts';
import { countGemini, modelIn, readGemini, verbIn } from './gemini-request.ts';
import { geminiTrouble } from './gemini-trouble.ts';
import { signatureOf } from './signature.ts';

/** Gemini's generateContent, as the API writes it: the model in the path, every event a piece of an answer, no last event. */
export const gemini: Dialect = {
  id: 'gemini',
  wire: {
    stream: 'text/event-stream',
    json: 'application/json; charset=UTF-8',
    render,
    ping: () => ': keep-alive\r\n\r\n',
    unheardOf: (telling) => render({ data: JSON.stringify({ weatherReport: 'clear', ...about(telling) }) }),
    usageFields: ['usageMetadata'],
  },
  keyOf: ({ headers, query }) => headers['x-goog-api-key'] ?? query.get('key') ?? '',
  keyless: {
    kind: 'permission-denied',
    message:
      'Method doesn’t allow unregistered callers (callers without established identity). ' +
      'Please use API Key or other form of API consumer identity to call this API.',
  },
  route,
  read: readGemini,
  whole,
  frames,
  trouble: geminiTrouble,
  failure: (cause) => render({ data: JSON.stringify(geminiTrouble(cause).body) }),
  miscalled: (telling) => {
    const { answer } = telling;
    const finish = {
      finishReason: 'MALFORMED_FUNCTION_CALL',
      finishMessage: `Malformed function call: ${answer.toolCalls[0]?.name ?? ''}(`,
    };
    const said = frames({ ...telling, answer: { ...answer, toolCalls: [] } });
    const last = frame('finish', fragment(telling, [], finish, usage(answer)));
    return said.map((one) => (one.kind === 'finish' ? last : one));
  },
  headers: () => ({
    'server-timing': 'gfet4t7; dur=477',
    vary: 'Origin, X-Origin, Referer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'x-gemini-service-tier': 'standard',
  }),
  answerId: (letters) => letters,
  callId: (letters) => letters.slice(0, 8).toLowerCase(),
};

/** The same without `alt=sse`: a stream is a list of its pieces, which the sandbox sends at once. */
export const geminiList: Dialect = {
  ...gemini,
  whole: (telling) => frames(telling).map(({ data }): JsonObject => JSON.parse(data)),
};

function render({ data }: Pick<Frame, 'data'>): string {
  return `data: ${data}\r\n\r\n`;
}

/** Calls end as plain answers do. */
const STOPS: Readonly<Record<StopReason, string>> = {
  done: 'STOP',
  'stop-sequence': 'STOP',
  length: 'MAX_TOKENS',
  'tool-call': 'STOP',
  refused: 'SAFETY',
  context: 'MAX_TOKENS',
  pause: 'STOP',
};

const LIST = { models: MODELS.map(({ id, name }) => describe(id, name)) };

function route(asking: Asking): Route {
  const { method, path, body } = asking;
  if (method === 'GET') {
    return routeToModels(path, LIST, (id) => describe(id, MODELS.find((model) => model.id === id)?.name ?? id));
  }
  const model = modelIn(asking);
  if (model === '') return NOWHERE;
  if (model.includes(MISSING_MODEL)) return { to: 'trouble', trouble: { kind: 'no-such-model', message: '' } };
  switch (verbIn(asking)) {
    case 'generateContent':
    case 'streamGenerateContent':
      return MODEL;
    case 'countTokens':
      return plainly(counted(countGemini(camelCased(body), asking)));
    case 'embedContent': {
      const embedding = embedForGemini(body, model, 'EmbedContentRequest');
      return plainly(typeof embedding === 'string' ? embedding : { embedding });
    }
    case 'batchEmbedContents':
      return plainly(embedAll(body, model));
    default:
      return NOWHERE;
  }
}

function counted(count: number | string): JsonObject | string {
  if (typeof count === 'string') return count;
  return { totalTokens: count, promptTokensDetails: [{ modality: 'TEXT', tokenCount: count }] };
}

function embedAll(body: JsonObject, model: string): JsonObject | string {
  const name = 'BatchEmbedContentsRequest.requests';
  const requests = listAt(body, 'requests');
  if (requests.length === 0) return `* ${name}: at least one request is required`;
  const foreign = requests.findIndex((request) => textAt(request, 'model').replace(/^models\//, '') !== model);
  if (foreign >= 0) return `* ${name}[${foreign}].model: all requests must be for the model in the path`;
  const found = requests.map((request, index) => embedForGemini(request, model, `${name}[${index}]`));
  const complaint = found.find((one) => typeof one === 'string');
  return complaint ?? { embeddings: found.filter((one) => typeof one !== 'string') };
}

function whole(telling: Telling): JsonObject {
  const { answer } = telling;
  const parts = partsOf(telling);
  const words = (kind: 'thinking' | 'text'): string =>
    parts.map(({ piece }) => (piece.kind !== 'call' && piece.kind === kind ? piece.text : '')).join('');
  const thinking = words('thinking');
  const text = words('text');
  const signature = answer.usage.thinkingTokens > 0 ? { thoughtSignature: signatureFor(telling) } : {};
  const joined = [
    ...(thinking === '' ? [] : [{ text: thinking, thought: true }]),
    ...(text === '' ? [] : [{ text, ...signature }]),
    ...parts.filter(({ piece }) => piece.kind === 'call').map(({ part }) => part),
  ];
  return fragment(telling, joined, ending(answer), usage(answer));
}

function frames(telling: Telling): readonly Frame[] {
  const { answer } = telling;
  const count = answer.usage.inputTokens;
  const soFar = {
    promptTokenCount: count,
    totalTokenCount: count,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: count }],
  };
  return [
    ...partsOf(telling).map(({ piece, part }) =>
      frame(piece.kind === 'thinking' ? 'thinking' : 'content', fragment(telling, [part], {}, soFar)),
    ),
    frame('finish', fragment(telling, [{ text: '' }], ending(answer), usage(answer))),
  ];
}

type Piece = { readonly kind: 'thinking' | 'text'; readonly text: string } | { readonly kind: 'call' };

/** The answer piece by piece. Of several calls only the first is signed, and the first words behind thinking are. */
function partsOf(telling: Telling): readonly { readonly piece: Piece; readonly part: JsonObject }[] {
  const { answer, asked } = telling;
  const signature = { thoughtSignature: signatureFor(telling) };
  const signed = answer.usage.thinkingTokens > 0;
  return [
    ...tokens(answer.thinking).map((text) => ({
      piece: { kind: 'thinking' as const, text },
      part: { text, thought: true },
    })),
    ...tokens(answer.text).map((text, index) => ({
      piece: { kind: 'text' as const, text },
      part: { text, ...(signed && index === 0 && signature) },
    })),
    ...answer.toolCalls.map(({ id, name, input }, index) => ({
      piece: { kind: 'call' as const },
      part: {
        functionCall: { ...(hasCallIds(asked.model) && { id }), name, args: input },
        ...(index === 0 && signature),
      },
    })),
  ];
}

/** Models before the third generation give their calls no ids. */
function hasCallIds(model: string): boolean {
  return !/^gemini-[12]\b/.test(model);
}

function signatureFor({ id, provider }: Telling): string {
  return signatureOf(id, provider);
}

function fragment(
  telling: Telling,
  parts: readonly JsonObject[],
  end: JsonObject,
  usageMetadata: JsonObject,
): JsonObject {
  const content = { ...(parts.length > 0 && { parts }), role: 'model' };
  return { candidates: [{ content, ...end, index: 0 }], usageMetadata, ...about(telling) };
}

function about({ id, asked }: Telling): JsonObject {
  return { modelVersion: asked.model, responseId: id };
}

function ending({ stop }: Telling['answer']): JsonObject {
  return {
    finishReason: STOPS[stop],
    ...(stop === 'tool-call' && { finishMessage: 'Model generated function call(s).' }),
  };
}

/** Thoughts stand beside the tokens of the answer, not in them. */
function usage({
  usage: { inputTokens, outputTokens, cacheReadTokens, thinkingTokens },
}: Telling['answer']): JsonObject {
  return {
    promptTokenCount: inputTokens,
    ...(cacheReadTokens > 0 && { cachedContentTokenCount: cacheReadTokens }),
    candidatesTokenCount: outputTokens - thinkingTokens,
    totalTokenCount: inputTokens + outputTokens,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: inputTokens }],
    ...(thinkingTokens > 0 && { thoughtsTokenCount: thinkingTokens }),
    serviceTier: 'standard',
  };
}

function frame(kind: Frame['kind'], data: JsonObject): Frame {
  return { kind, event: '', data: JSON.stringify(data) };
}

function describe(id: string, name: string): JsonObject {
  return {
    name: `models/${id}`,
    baseModelId: id,
    version: '001',
    displayName: name,
    description: 'A simulated model.',
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ['generateContent', 'countTokens', 'embedContent', 'batchEmbedContents'],
    temperature: 1,
    topP: 0.95,
    topK: 64,
    maxTemperature: 2,
    thinking: true,
  };
}
