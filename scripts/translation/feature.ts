import type { Conversation, Part, Settings } from '../../src/model/conversation.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { ProtocolId, Quirks } from '../../src/protocols/protocol.ts';

/** Who asks: the five dialects, and Ollama's older way to ask. */
export type CallerId = ProtocolId | 'ollama-generate';

/** What a caller writes to use a feature: in short for the page, and the fields that it adds to the smallest body. */
export type Saying = readonly [words: string, fields: JsonObject];

/** Something that callers ask for, and how to find out what became of it. One of `aspect` and `mark` is always there. */
export type Feature = {
  readonly title: string;
  /** What else stands in the body, with the feature and without it: tools where it means nothing alone. */
  readonly among?: 'tools';
  /** The feature in a Conversation. It has arrived when the reader of the provider's dialect hears the same. */
  readonly aspect?: (said: Conversation) => Json;
  /** What has to stand in the provider's body, where the Conversation has no word for it, or as what is left of it in another form. */
  readonly mark?: RegExp;
  /** Why nothing is lost where it is left out without a name. */
  readonly needless?: string;
  /** Providers with these rules do it without being asked. */
  readonly unasked?: (quirks: Quirks) => boolean;
  readonly said: Readonly<Partial<Record<CallerId, Saying>>>;
};

/** A picture of one dot. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** The word that probes say. It stands in no body by itself. */
export const WORD = 'quokka';
export const MARK = new RegExp(WORD);

/** One that can be held to. */
const TOOL_SCHEMA: JsonObject = {
  type: 'object',
  properties: { place: { type: 'string' } },
  required: ['place'],
  additionalProperties: false,
};
export const TOOL = { name: 'look', description: 'Looks' } as const;
export const OTHER_TOOL = { name: 'find', description: 'Finds' } as const;

type Named = { readonly name: string; readonly description: string };

/** A tool as each dialect writes it. `extra` are fields beside its name. */
export const toolOf = {
  anthropic: (tool: Named, extra: JsonObject = {}): JsonObject => ({ ...tool, input_schema: TOOL_SCHEMA, ...extra }),
  chat: (tool: Named, extra: JsonObject = {}): JsonObject => ({
    type: 'function',
    function: { ...tool, parameters: TOOL_SCHEMA, ...extra },
  }),
  responses: (tool: Named, extra: JsonObject = {}): JsonObject => ({
    type: 'function',
    ...tool,
    parameters: TOOL_SCHEMA,
    strict: false,
    ...extra,
  }),
  gemini: (tool: Named, extra: JsonObject = {}): JsonObject => ({
    ...tool,
    parametersJsonSchema: TOOL_SCHEMA,
    ...extra,
  }),
};

/** The smallest body of each dialect. */
export const SMALLEST: Readonly<Record<CallerId, JsonObject>> = {
  anthropic: { model: 'm', max_tokens: 8_000, messages: [{ role: 'user', content: 'Hello' }] },
  'openai-chat': { model: 'm', messages: [{ role: 'user', content: 'Hello' }] },
  'openai-responses': { model: 'm', input: [{ role: 'user', content: 'Hello' }] },
  gemini: { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] },
  ollama: { model: 'm', messages: [{ role: 'user', content: 'Hello' }], stream: false },
  'ollama-generate': { model: 'm', prompt: 'Hello', stream: false },
};

/** Two tools on offer. */
export const OFFERED: Readonly<Record<CallerId, JsonObject>> = {
  anthropic: { tools: [toolOf.anthropic(TOOL), toolOf.anthropic(OTHER_TOOL)] },
  'openai-chat': { tools: [toolOf.chat(TOOL), toolOf.chat(OTHER_TOOL)] },
  'openai-responses': { tools: [toolOf.responses(TOOL), toolOf.responses(OTHER_TOOL)] },
  gemini: { tools: [{ functionDeclarations: [toolOf.gemini(TOOL), toolOf.gemini(OTHER_TOOL)] }] },
  ollama: { tools: [toolOf.chat(TOOL), toolOf.chat(OTHER_TOOL)] },
  'ollama-generate': {},
};

/** What the user says, in parts, as each dialect writes it. */
export const userSays = {
  messages: (...content: readonly JsonObject[]): JsonObject => ({ messages: [{ role: 'user', content }] }),
  input: (...content: readonly JsonObject[]): JsonObject => ({ input: [{ role: 'user', content }] }),
  contents: (...parts: readonly JsonObject[]): JsonObject => ({ contents: [{ role: 'user', parts }] }),
};

/** A conversation in which the assistant has said something, and the user goes on. */
export const spoken = {
  messages: (turn: JsonObject, ...next: readonly JsonObject[]): JsonObject => ({
    messages: [
      { role: 'user', content: 'Hello' },
      { role: 'assistant', ...turn },
      ...next,
      { role: 'user', content: 'Go on' },
    ],
  }),
  input: (...items: readonly JsonObject[]): JsonObject => ({
    input: [{ role: 'user', content: 'Hello' }, ...items, { role: 'user', content: 'Go on' }],
  }),
  contents: (parts: readonly JsonObject[], results: readonly JsonObject[] = []): JsonObject => ({
    contents: [
      { role: 'user', parts: [{ text: 'Hello' }] },
      { role: 'model', parts },
      { role: 'user', parts: [...results, { text: 'Go on' }] },
    ],
  }),
};

/** Everything that is said, in order. */
export const partsOf = ({ messages }: Conversation): readonly Part[] => messages.flatMap(({ parts }) => parts);

/** Settings of a Conversation. */
export const setting =
  (...keys: readonly (keyof Settings)[]) =>
  ({ settings }: Conversation): Json =>
    keys.map((key) => settings[key] ?? null);

/** The same value under the name that each dialect has for it; Gemini's and Ollama's are settings inside of an object. */
export function sayings(
  value: Json,
  names: Readonly<Partial<Record<CallerId, string>>>,
): Readonly<Partial<Record<CallerId, Saying>>> {
  return Object.fromEntries(
    Object.entries(names).map(([caller, name]) => [caller, [`\`${name}\``, placed(caller, { [name]: value })]]),
  );
}

function placed(caller: string, fields: JsonObject): JsonObject {
  if (caller === 'gemini') return { generationConfig: fields };
  return caller.startsWith('ollama') ? { options: fields } : fields;
}
