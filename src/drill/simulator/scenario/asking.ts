import type { Json, JsonObject } from '../../../model/json.ts';
import type { DialectId } from '../../sandbox/sandbox.ts';
import type { Question } from './scenario.ts';

export type Dialect = DialectId;
export const DIALECTS = ['anthropic', 'openai-chat', 'openai-responses', 'gemini', 'ollama'] as const;

/** What most questions have in common: in the dialect that is asked about, and nothing but words. */
export const PLAIN = {
  stream: true,
  standby: true,
  thinking: false,
  tools: false,
  schema: false,
  maxTokens: null,
  trigger: '',
  after: null,
  client: '',
  tenant: '',
  headers: {},
  patienceMs: null,
  reader: { bytesPerSecond: null, stallMs: 0, stallAtBytes: 0, leavesMs: null },
} as const;

/** What was said before: the question, and the words of the answer. */
export type Earlier = {
  readonly question: string;
  readonly answer: string;
  /** The thoughts in front of it, where the dialect hands them back; null where there were none. */
  readonly thought: { readonly thinking: string; readonly signature: string } | null;
};

/** The words of a question. They name it wherever it turns up. */
export function wordsOf({ asks, trigger, schema }: Pick<Question, 'asks' | 'trigger' | 'schema'>): string {
  return `What about number ${asks}${asks} [q:${asks}]${trigger === '' ? '' : ` ${trigger}`}?${schema ? ' Say it as JSON.' : ''}`;
}

/** Which question a body was made from: the last one that is named in it, because what was said before is in it, too. */
export function tagIn(body: string): string {
  return (
    body
      .match(/\[q:\w+\]/g)
      ?.at(-1)
      ?.slice(3, -1) ?? ''
  );
}

const INPUT = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer' } },
  required: ['city', 'days'],
  additionalProperties: false,
};

/** What answers to questions with a schema have to look like. */
export const SCHEMA = {
  type: 'object',
  properties: { place: { type: 'string' }, sure: { type: 'boolean' }, parts: { type: 'array', items: INPUT } },
  required: ['place', 'sure', 'parts'],
  additionalProperties: false,
};

const WEATHER = { name: 'weather', description: 'The weather of a city', parameters: INPUT };
const CLOCK = { name: 'clock', description: 'The time of a city', parameters: INPUT };
const TOOLS = [WEATHER, CLOCK];

/** The question as callers of its dialect write it. Gemini's model and stream stand in the path. */
export function bodyOf(question: Question, model: string, earlier: Earlier | null): JsonObject {
  const said = SAID[question.caller]({ question, words: wordsOf(question), earlier });
  return question.caller === 'gemini' ? said : { model, stream: question.stream, ...said };
}

type Saying = { readonly question: Question; readonly words: string; readonly earlier: Earlier | null };

function messages({ words, earlier }: Saying): JsonObject[] {
  const before =
    earlier === null
      ? []
      : [
          { role: 'user', content: earlier.question },
          { role: 'assistant', content: earlier.answer },
        ];
  return [...before, { role: 'user', content: words }];
}

/** Anthropic wants thoughts back as they came, signed. */
function withThought(message: JsonObject, earlier: Earlier | null): JsonObject {
  if (message['role'] !== 'assistant' || earlier === null || earlier.thought === null) return message;
  return {
    ...message,
    content: [
      { type: 'thinking', ...earlier.thought },
      { type: 'text', text: earlier.answer },
    ],
  };
}

const functions = (): JsonObject[] => TOOLS.map((tool) => ({ type: 'function', function: tool }));

const SAID: Readonly<Record<Dialect, (saying: Saying) => JsonObject>> = {
  anthropic: (saying) => ({
    messages: messages(saying).map((message) => withThought(message, saying.earlier)),
    max_tokens: saying.question.maxTokens ?? 8_000,
    ...(saying.question.tools && {
      tools: TOOLS.map(({ name, description, parameters }) => ({ name, description, input_schema: parameters })),
    }),
    ...(saying.question.thinking && { thinking: { type: 'enabled', budget_tokens: 1_024 } }),
    ...(saying.question.schema && { output_config: { format: { type: 'json_schema', schema: SCHEMA } } }),
  }),
  'openai-chat': (saying) => ({
    messages: messages(saying),
    ...(saying.question.maxTokens !== null && { max_completion_tokens: saying.question.maxTokens }),
    ...(saying.question.tools && { tools: functions() }),
    ...(saying.question.thinking && { reasoning_effort: 'medium' }),
    ...(saying.question.schema && {
      response_format: { type: 'json_schema', json_schema: { name: 'place', strict: true, schema: SCHEMA } },
    }),
  }),
  'openai-responses': (saying) => ({
    input: messages(saying),
    ...(saying.question.maxTokens !== null && { max_output_tokens: saying.question.maxTokens }),
    ...(saying.question.tools && {
      tools: TOOLS.map((tool) => ({ type: 'function', strict: true, ...tool })),
    }),
    ...(saying.question.thinking && { reasoning: { effort: 'medium', summary: 'auto' } }),
    ...(saying.question.schema && {
      text: { format: { type: 'json_schema', name: 'place', strict: true, schema: SCHEMA } },
    }),
  }),
  gemini: (saying) => {
    const { question } = saying;
    const config = {
      ...(question.maxTokens !== null && { maxOutputTokens: question.maxTokens }),
      ...(question.thinking && { thinkingConfig: { includeThoughts: true } }),
      ...(question.schema && { responseMimeType: 'application/json', responseJsonSchema: SCHEMA }),
    };
    return {
      contents: messages(saying).map(({ role, content }) => ({
        role: role === 'assistant' ? 'model' : 'user',
        parts: [{ text: content ?? '' }],
      })),
      ...(question.tools && {
        tools: [
          {
            functionDeclarations: TOOLS.map(({ name, description, parameters }) => ({
              name,
              description,
              parametersJsonSchema: parameters,
            })),
          },
        ],
      }),
      ...(Object.keys(config).length > 0 && { generationConfig: config }),
    };
  },
  ollama: (saying) => ({
    messages: messages(saying),
    ...(saying.question.maxTokens !== null && { options: { num_predict: saying.question.maxTokens } }),
    ...(saying.question.tools && { tools: functions() }),
    ...(saying.question.thinking && { think: true }),
    ...(saying.question.schema && { format: SCHEMA }),
  }),
};

/** A text as JSON, undefined when it is none. */
export function parsedJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
