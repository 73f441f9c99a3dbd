import type { Conversation, Message, Settings } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { collectLosses } from '../fields.ts';
import type { Rendered, RequestOptions } from '../protocol.ts';
import { renderContents } from './render-contents.ts';
import { renderSpoken, type Writing } from './render-parts.ts';
import { renderThinking } from './render-thinking.ts';
import { renderTools } from './render-tools.ts';
import { answerSchema } from './schema.ts';

/** Stop texts that Gemini takes. */
const STOPS_MAX = 5;
const TEMPERATURE_MAX = 2;

/** Writes a body for generateContent, and says what it could not say. Model and stream stand in the path. */
export function renderRequest(conversation: Conversation, options: RequestOptions): Rendered {
  const losses = collectLosses();
  const writing: Writing = { quirks: options.quirks, losses };
  const { settings } = conversation;
  const { leading, following } = splitSystem(conversation.messages);
  const tools = renderTools(conversation, writing);
  const output = renderOutput(conversation, writing);
  const maxTokens = limitOf(settings, options);
  const thinking = renderThinking(conversation.thinking, { options, maxTokens }, losses);
  const config = {
    ...(maxTokens !== undefined && { maxOutputTokens: maxTokens }),
    ...renderSettings(settings, writing),
    ...output.fields,
    ...(thinking !== null && { thinkingConfig: thinking }),
  };
  if (settings.user !== undefined) losses.lose('user', 'cosmetic');
  if (settings.cacheKey !== undefined) losses.lose('prompt_cache_key', 'cosmetic');
  const body = {
    contents: renderContents(following, writing),
    ...renderSystem(leading, [...tools.instructions, ...output.instructions], writing),
    ...tools.fields,
    ...(Object.keys(config).length > 0 && { generationConfig: config }),
  };
  return { body, losses: losses.list() };
}

function splitSystem(messages: readonly Message[]): {
  readonly leading: readonly Message[];
  readonly following: readonly Message[];
} {
  const first = messages.findIndex(({ role }) => role !== 'system');
  const count = first < 0 ? messages.length : first;
  return { leading: messages.slice(0, count), following: messages.slice(count) };
}

/** What the system says first, each text in a part of its own. */
function renderSystem(leading: readonly Message[], instructions: readonly string[], writing: Writing): JsonObject {
  const said = leading.flatMap(({ parts }) => parts);
  if (said.some(({ type }) => type === 'media')) writing.losses.lose('media in the system text', 'blocking');
  const texts = said.filter(({ type }) => type === 'text' || type === 'refusal');
  const parts = [...renderSpoken(texts, writing), ...instructions.map((text) => ({ text }))];
  return parts.length === 0 ? {} : { systemInstruction: { parts } };
}

function limitOf({ maxTokens }: Settings, { maxOutputTokens }: RequestOptions): number | undefined {
  return maxTokens === undefined || maxOutputTokens === null ? maxTokens : Math.min(maxTokens, maxOutputTokens);
}

type Output = { readonly fields: JsonObject; readonly instructions: readonly string[] };

const JSON_ONLY = 'Answer with one JSON object and nothing else: no words around it and no code fence.';
const JSON_TYPE: JsonObject = { responseMimeType: 'application/json' };

function renderOutput({ output, tools }: Conversation, { quirks, losses }: Writing): Output {
  switch (output.kind) {
    case 'text':
      return { fields: {}, instructions: [] };
    case 'json':
      return { fields: JSON_TYPE, instructions: [] };
    case 'schema': {
      if (quirks.noSchema === true) {
        losses.lose('response_format', 'behavioural');
        const instruction = `${JSON_ONLY} It must fit this JSON schema:\n${JSON.stringify(output.schema)}`;
        // Models that know no schemas refuse even the plain format where there are tools.
        return { fields: tools.length > 0 ? {} : JSON_TYPE, instructions: [instruction] };
      }
      const { schema, exact } = answerSchema(output.schema);
      if (!exact) losses.lose('response_format.schema', 'behavioural');
      return { fields: { ...JSON_TYPE, responseJsonSchema: schema }, instructions: [] };
    }
  }
}

/** What the settings are called when they are lost, as in every other dialect. */
const NAMES = {
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
} as const;

function renderSettings(settings: Settings, { quirks, losses }: Writing): JsonObject {
  const { temperature, topP, topK, stop = [], seed, frequencyPenalty, presencePenalty } = settings;
  const within = (key: keyof typeof NAMES, value: number | undefined, max: number): JsonObject => {
    if (value === undefined) return {};
    const nearest = Math.min(max, Math.max(0, value));
    if (nearest !== value) losses.lose(NAMES[key], 'behavioural');
    return { [key]: nearest };
  };
  const sampling: JsonObject =
    quirks.noSampling === true
      ? {}
      : {
          ...within('temperature', temperature, TEMPERATURE_MAX),
          ...within('topP', topP, 1),
          ...(topK !== undefined && { topK }),
          ...(frequencyPenalty !== undefined && { frequencyPenalty }),
          ...(presencePenalty !== undefined && { presencePenalty }),
        };
  if (quirks.noSampling === true) {
    for (const key of ['temperature', 'topP', 'topK', 'frequencyPenalty', 'presencePenalty'] as const) {
      if (settings[key] !== undefined) losses.lose(NAMES[key], 'behavioural');
    }
  }
  const stops = quirks.noStop === true ? [] : stop.filter((text) => text !== '').slice(0, STOPS_MAX);
  if (stops.length < stop.length) losses.lose('stop', 'behavioural');
  return {
    ...sampling,
    ...(stops.length > 0 && { stopSequences: stops }),
    ...(seed !== undefined && { seed }),
  };
}
