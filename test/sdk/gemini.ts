import { ApiError, FinishReason, GoogleGenAI } from '@google/genai';
import type { Content, GenerateContentParameters, GenerateContentResponse, Part } from '@google/genai';
import { PARAMETERS } from '../fixtures/bodies.ts';
import { MORE, type Question, type Speaker, TOOL_QUESTION, type Understood } from './speaker.ts';

export const clientAt = (url: string): GoogleGenAI =>
  new GoogleGenAI({ apiKey: 'caller', httpOptions: { baseUrl: url } });
const TOOLS = [
  { functionDeclarations: [{ name: 'weather', description: 'Weather', parametersJsonSchema: PARAMETERS }] },
];
const THINKING = { thinkingConfig: { includeThoughts: true } };

function paramsFor({ model, text, tools, think, schema, image, stop, maxTokens }: Question): GenerateContentParameters {
  const picture: readonly Part[] = image === undefined ? [] : [{ inlineData: { mimeType: 'image/png', data: image } }];
  return {
    model,
    contents: [{ role: 'user', parts: [...picture, { text }] }],
    config: {
      ...(maxTokens !== undefined && { maxOutputTokens: maxTokens }),
      ...(stop !== undefined && { stopSequences: [stop] }),
      ...(tools && { tools: TOOLS }),
      ...(think && THINKING),
      ...(schema && { responseMimeType: 'application/json', responseJsonSchema: PARAMETERS }),
    },
  };
}

const STOPS: Readonly<Record<string, Understood['stop']>> = {
  [FinishReason.STOP]: 'done',
  [FinishReason.MAX_TOKENS]: 'length',
  [FinishReason.SAFETY]: 'refused',
  [FinishReason.PROHIBITED_CONTENT]: 'refused',
};

function understood(pieces: readonly GenerateContentResponse[]): Understood {
  const parts = partsOf(pieces);
  const calls = parts.flatMap(({ functionCall }) => (functionCall === undefined ? [] : [functionCall]));
  const last = pieces.at(-1);
  const finish = pieces.map((piece) => piece.candidates?.[0]?.finishReason ?? '').find((reason) => reason !== '') ?? '';
  const usage = last?.usageMetadata;
  const words = (thought: boolean): string =>
    parts.map((part) => ((part.thought ?? false) === thought ? (part.text ?? '') : '')).join('');
  const stop = STOPS[finish] ?? (`unknown: ${finish}` as const);
  return {
    model: last?.modelVersion ?? '',
    text: words(false),
    thinking: words(true),
    calls: calls.map(({ name, args }) => ({ name, input: args })),
    stop: stop === 'done' && calls.length > 0 ? 'tool-call' : stop,
    inputTokens: usage?.promptTokenCount ?? -1,
    outputTokens: (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
  };
}

function partsOf(pieces: readonly GenerateContentResponse[]): readonly Part[] {
  return pieces.flatMap((piece) => piece.candidates?.[0]?.content?.parts ?? []);
}

async function pieces(
  client: GoogleGenAI,
  params: GenerateContentParameters,
  streamed: boolean,
): Promise<readonly GenerateContentResponse[]> {
  if (!streamed) return [await client.models.generateContent(params)];
  const all: GenerateContentResponse[] = [];
  for await (const piece of await client.models.generateContentStream(params)) all.push(piece);
  return all;
}

export const gemini: Speaker = {
  name: '@google/genai',
  dialect: 'gemini',
  ask: async (url, question) => understood(await pieces(clientAt(url), paramsFor(question), question.streamed)),
  converse: async (url, { model, streamed, before }) => {
    const client = clientAt(url);
    const contents: Content[] = [{ role: 'user', parts: [{ text: TOOL_QUESTION }] }];
    const answers: (readonly GenerateContentResponse[])[] = [];
    const ask = async (): Promise<readonly Part[]> => {
      before?.(answers.length);
      const answer = await pieces(client, { model, contents, config: { tools: TOOLS, ...THINKING } }, streamed);
      answers.push(answer);
      const parts = partsOf(answer);
      contents.push({ role: 'model', parts: [...parts] });
      return parts;
    };
    const calls = (await ask()).flatMap(({ functionCall }) => (functionCall === undefined ? [] : [functionCall]));
    contents.push({
      role: 'user',
      parts: calls.map(({ id, name }, index) => ({
        functionResponse: { ...(id && { id }), ...(name && { name }), response: { output: `result ${index}` } },
      })),
    });
    await ask();
    contents.push({ role: 'user', parts: [{ text: MORE }] });
    await ask();
    return answers.map(understood);
  },
  leave: async (url, model) => {
    const gone = new AbortController();
    const params = paramsFor({ model, streamed: true, text: 'Tell me all. [long]' });
    const stream = await clientAt(url).models.generateContentStream({
      ...params,
      config: { ...params.config, abortSignal: gone.signal },
    });
    for await (const piece of stream) if (piece.text) break;
    gone.abort();
  },
  isTheirFault: (error) => error instanceof ApiError && error.status === 400,
  isOurFault: (error) => error instanceof ApiError && error.status === 503,
  mute: {},
};
