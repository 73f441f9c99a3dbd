import type { Conversation, Effort, Message, Thinking } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { nearestEffort } from '../efforts.ts';
import { collectLosses, type Losses } from '../fields.ts';
import { looseSchema, strictSchema } from '../openai-chat/schema.ts';
import type { Quirks, Rendered, RequestOptions } from '../protocol.ts';
import { withSystemFirst } from '../turns.ts';
import { renderItems } from './render-items.ts';
import { renderTools } from './render-tools.ts';
import { takesNoEffort, validName } from './terms.ts';

/** What a rendering writes under: the rules of who reads it, and what it could not say. */
export type Writing = { readonly quirks: Quirks; readonly losses: Losses };

/** OpenAI refuses a smaller limit. */
const OUTPUT_TOKENS_MIN = 16;

/**
 * Writes a body for the Responses API that OpenAI and compatible servers accept, and says what it could not say. Nothing is kept at
 * the provider, so all of the conversation goes along, without the ids that items had elsewhere.
 */
export function renderRequest(conversation: Conversation, options: RequestOptions): Rendered {
  const losses = collectLosses();
  const writing: Writing = { quirks: options.quirks, losses };
  const { leading, following } = splitSystem(conversation, writing);
  const output = renderOutput(conversation, following, writing);
  const tools = renderTools(conversation, writing);
  const instructions = [...leading.flatMap((message) => textsOf(message, losses)), ...tools.instructions];
  const all = [...instructions, ...output.instructions];
  const thinking = renderThinking(conversation.thinking, writing);
  const body = {
    model: options.model,
    ...(all.length > 0 && { instructions: all.join('\n\n') }),
    input: [...output.items, ...renderItems(following, conversation.tools, writing)],
    ...tools.fields,
    ...(output.format !== null && { text: { format: output.format } }),
    ...(thinking !== null && { reasoning: thinking }),
    // Nothing is stored, so thoughts come sealed or not at all.
    ...(thinking !== null && thinking['summary'] !== undefined && { include: ['reasoning.encrypted_content'] }),
    ...renderLimit(conversation, options, losses),
    ...renderSettings(conversation, writing),
    store: false,
    stream: options.stream,
  };
  return { body, losses: losses.list() };
}

/**
 * What the system says before anybody else becomes `instructions`; the rest stays in its place, where that is allowed. Where JSON is
 * wanted, all stays: OpenAI looks for the word JSON in the input, and instructions do not count.
 */
function splitSystem(
  { messages: said, output }: Conversation,
  { quirks, losses }: Writing,
): { readonly leading: readonly Message[]; readonly following: readonly Message[] } {
  const { messages, moved } = quirks.systemFirst === true ? withSystemFirst(said) : { messages: said, moved: false };
  if (moved) losses.lose('system between turns', 'behavioural');
  const first = messages.findIndex(({ role }) => role !== 'system');
  const count = output.kind === 'json' ? 0 : first < 0 ? messages.length : first;
  return { leading: messages.slice(0, count), following: messages.slice(count) };
}

function textsOf({ parts }: Message, losses: Losses): readonly string[] {
  const texts = parts.flatMap((part) => (part.type === 'text' && part.text !== '' ? [part.text] : []));
  if (parts.some(({ type }) => type === 'media')) losses.lose('media in the system text', 'blocking');
  return texts;
}

type Output = {
  readonly format: JsonObject | null;
  readonly instructions: readonly string[];
  readonly items: readonly JsonObject[];
};

const JSON_ONLY = 'Answer with one JSON object and nothing else: no words around it and no code fence.';

function renderOutput({ output }: Conversation, input: readonly Message[], { quirks, losses }: Writing): Output {
  const nothing = { format: null, instructions: [], items: [] };
  switch (output.kind) {
    case 'text':
      return nothing;
    case 'json': {
      const role = quirks.developerRole === true ? 'developer' : 'system';
      const items = saysJson(input) ? [] : [{ role, content: JSON_ONLY }];
      return { ...nothing, format: { type: 'json_object' }, items };
    }
    case 'schema': {
      if (quirks.noSchema === true) {
        losses.lose('response_format', 'behavioural');
        const instruction = `${JSON_ONLY} It must fit this JSON schema:\n${JSON.stringify(output.schema)}`;
        return { ...nothing, instructions: [instruction] };
      }
      const strict = output.strict ? strictSchema(output.schema) : null;
      if (output.strict && strict === null) losses.lose('response_format.strict', 'behavioural');
      const name = validName(output.name === '' ? 'answer' : output.name);
      return {
        ...nothing,
        format: { type: 'json_schema', name, schema: strict ?? looseSchema(output.schema), strict: strict !== null },
      };
    }
  }
}

function saysJson(messages: readonly Message[]): boolean {
  return messages.some(({ parts }) => parts.some((part) => part.type === 'text' && /json/i.test(part.text)));
}

/** Efforts that every model which can think takes. */
const SURE: readonly Effort[] = ['low', 'medium', 'high'];

function renderThinking(thinking: Thinking, { quirks, losses }: Writing): JsonObject | null {
  if (thinking.kind === 'default') return null;
  const isOff = thinking.kind === 'off' || thinking.effort === 'none';
  if (takesNoEffort(quirks)) {
    // A model that is known not to think need not be told not to.
    if (!isOff) losses.lose('thinking', 'behavioural');
    else if (quirks.noThinking !== true) losses.lose('thinking', 'cosmetic');
    return null;
  }
  if (isOff && quirks.efforts === undefined) {
    // Not every model takes `none`, and few think when nobody asks them to.
    losses.lose('thinking', 'cosmetic');
    return null;
  }
  if (thinking.kind === 'on' && thinking.effort === null && thinking.budgetTokens !== null)
    losses.lose('thinking.budget', 'cosmetic');
  const wanted = thinking.kind === 'off' ? 'none' : (thinking.effort ?? effortOf(thinking.budgetTokens));
  const effort = wanted === null ? null : nearestEffort(quirks.efforts ?? SURE, wanted);
  if (wanted !== null && effort !== wanted) losses.lose('thinking.effort', isOff ? 'behavioural' : 'cosmetic');
  return { ...(effort !== null && { effort }), ...(effort !== 'none' && { summary: 'auto' }) };
}

/** A budget as an effort, in steps between those of the providers that take both. */
function effortOf(budgetTokens: number | null): Effort | null {
  if (budgetTokens === null) return null;
  if (budgetTokens < 2_000) return 'low';
  if (budgetTokens < 10_000) return 'medium';
  return budgetTokens < 24_000 ? 'high' : 'xhigh';
}

function renderLimit(
  { settings: { maxTokens } }: Conversation,
  { maxOutputTokens }: RequestOptions,
  losses: Losses,
): JsonObject {
  if (maxTokens === undefined) return {};
  const limit = maxOutputTokens === null ? maxTokens : Math.min(maxTokens, maxOutputTokens);
  if (limit < OUTPUT_TOKENS_MIN) losses.lose('max_tokens', 'cosmetic');
  return { max_output_tokens: Math.max(OUTPUT_TOKENS_MIN, limit) };
}

/** What a Conversation can say of sampling and this dialect cannot. */
const ABSENT = {
  topK: 'top_k',
  seed: 'seed',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
  stop: 'stop',
} as const;

function renderSettings({ settings }: Conversation, { quirks, losses }: Writing): JsonObject {
  const { temperature, topP, cacheKey, user } = settings;
  for (const key of ['topK', 'seed', 'frequencyPenalty', 'presencePenalty', 'stop'] as const)
    if (settings[key] !== undefined) losses.lose(ABSENT[key], 'behavioural');
  const sampling = {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
  };
  if (quirks.noSampling === true) for (const name of Object.keys(sampling)) losses.lose(name, 'behavioural');
  return {
    ...(quirks.noSampling === true ? {} : sampling),
    ...(cacheKey !== undefined && { prompt_cache_key: cacheKey }),
    ...(user !== undefined && { user }),
  };
}
