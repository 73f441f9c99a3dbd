import type { Message, OutputFormat, Part, Settings } from '../../model/conversation.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { LossWeight } from '../../model/loss.ts';
import type { Parsed } from '../protocol.ts';
import {
  bad,
  checkDepth,
  collectLosses,
  fieldOf,
  join,
  listField,
  loseOthers,
  type Losses,
  objectField,
  textField,
} from '../fields.ts';
import { pairCalls } from './calls.ts';
import { jsonSchema } from './open-api.ts';
import { type Finds, parseParts } from './parse-parts.ts';
import { parseThinking } from './parse-thinking.ts';
import { parseOffer } from './parse-tools.ts';
import { camel, camelField, camelOf, listOf, numberOf } from './spelling.ts';

/** Reads a caller's body for generateContent. Model and stream stand in the path. Throws `bad-request` with the place of the mistake. */
export function parseRequest(body: Json): Parsed {
  if (!isObject(body)) throw bad('body', 'an object was expected');
  checkDepth(body);
  const request = camel(body);
  const losses = collectLosses();
  const finds: Finds = { losses, calls: pairCalls() };
  const config = camelField(request, 'generationConfig', '') ?? {};
  loseUnsaid(request, config, losses);
  const messages = [...parseSystem(request, finds), ...parseContents(request, finds)];
  const { webSearch, ...offer } = parseOffer(request, losses);
  const conversation = {
    messages,
    ...offer,
    parallelTools: true,
    output: parseOutput(config, losses),
    thinking: parseThinking(config, losses),
    settings: parseSettings(config, losses),
    ...(webSearch !== null && { webSearch }),
  };
  return { conversation: { ...conversation, unsaid: losses.list() }, model: '', stream: false, usage: true };
}

const SAID = new Set(['model', 'contents', 'systemInstruction', 'tools', 'toolConfig', 'generationConfig']);

/** What this dialect can ask for and a Conversation cannot. Fields that are not listed count as behavioural. */
// oxfmt-ignore
const UNSAID: Readonly<Record<string, LossWeight>> = {
  labels: 'cosmetic',
  serviceTier: 'cosmetic',
  store: 'cosmetic',
  safetySettings: 'behavioural',
  // What stands there is a part of the prompt, and lies at Google.
  cachedContent: 'blocking',
  continuationToken: 'blocking',
  // Somebody wants every prompt to go through these filters.
  modelArmorConfig: 'blocking',
};

// oxfmt-ignore
const CONFIGURED = new Set([
  'temperature', 'topP', 'topK', 'maxOutputTokens', 'stopSequences', 'seed', 'presencePenalty', 'frequencyPenalty', 'candidateCount',
  'responseMimeType', 'responseSchema', 'responseJsonSchema', '_responseJsonSchema', 'responseModalities', 'thinkingConfig',
]);

const UNCONFIGURED: Readonly<Record<string, LossWeight>> = {
  mediaResolution: 'cosmetic',
  enableEnhancedCivicAnswers: 'cosmetic',
  routingConfig: 'cosmetic',
  modelSelectionConfig: 'cosmetic',
  // Sound or a picture that is asked for and cannot come.
  speechConfig: 'blocking',
  imageConfig: 'blocking',
};

function loseUnsaid(request: JsonObject, config: JsonObject, losses: Losses): void {
  loseFields(request, SAID, UNSAID, losses);
  loseFields(config, CONFIGURED, UNCONFIGURED, losses);
  if ((numberOf(config, 'candidateCount', 'generationConfig') ?? 1) > 1) losses.lose('candidateCount', 'blocking');
  for (const modality of listField(config, 'responseModalities', 'generationConfig')) {
    if (modality !== 'TEXT' && modality !== 'MODALITY_UNSPECIFIED') losses.lose('responseModalities', 'blocking');
  }
}

function loseFields(
  object: JsonObject,
  said: ReadonlySet<string>,
  weights: Readonly<Record<string, LossWeight>>,
  losses: Losses,
): void {
  for (const key of Object.keys(object)) {
    const value = fieldOf(object, key);
    // LangChain sends empty lists for what it does not want.
    if (said.has(key) || value === undefined || value === false || isEmpty(value)) continue;
    losses.lose(key, (Object.hasOwn(weights, key) ? weights[key] : undefined) ?? 'behavioural');
  }
}

function isEmpty(value: Json): boolean {
  return isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

/** A text, a part, a list of them, or a content, whose role says nothing here. */
function parseSystem(request: JsonObject, finds: Finds): readonly Message[] {
  const value = fieldOf(request, 'systemInstruction');
  if (value === undefined) return [];
  const list = isObject(value) && 'parts' in value ? listOf(value, 'parts', 'systemInstruction') : asList(value);
  const parts = parseParts(
    list.map((part) => (typeof part === 'string' ? { text: part } : part)),
    'system',
    'systemInstruction.parts',
    finds,
  );
  return parts.length === 0 ? [] : [{ role: 'system', parts }];
}

const asList = (value: Json): readonly Json[] => (isArray(value) ? value : [value]);

function parseContents(request: JsonObject, finds: Finds): readonly Message[] {
  const contents = listOf(request, 'contents', '');
  if (contents.length === 0) throw bad('contents', 'at least one content is required');
  const messages: Message[] = [];
  for (const [index, value] of contents.entries()) {
    const path = join('contents', index);
    const content = camelOf(value, path);
    loseOthers(content, ['role', 'parts'], 'contents', finds.losses);
    const role = parseRole(textField(content, 'role', path) ?? 'user', path);
    const last = messages.at(-1);
    const goesOn = role === 'assistant' && last?.role === role;
    if (role === 'assistant' && !goesOn) finds.calls.turn();
    const parts = parseParts(listOf(content, 'parts', path), role, join(path, 'parts'), finds);
    if (goesOn) messages[messages.length - 1] = { role, parts: goneOn(last.parts, parts) };
    else messages.push({ role, parts });
  }
  return messages;
}

/**
 * One turn of the model out of two contents. Google's clients keep every piece of a stream as a content of its own, so that words and
 * thoughts may go on in the next one.
 */
function goneOn(before: readonly Part[], after: readonly Part[]): readonly Part[] {
  const [next, ...rest] = after;
  const last = before.at(-1);
  if (last?.type === 'text' && next?.type === 'text') {
    return [...before.slice(0, -1), { type: 'text', text: last.text + next.text }, ...rest];
  }
  if (last?.type === 'thinking' && last.signature === '' && next?.type === 'thinking') {
    return [...before.slice(0, -1), { ...next, text: last.text + next.text }, ...rest];
  }
  return [...before, ...after];
}

function parseRole(role: string, path: string): 'user' | 'assistant' {
  switch (role) {
    case 'model':
      return 'assistant';
    case '':
    case 'user':
    // The older name of a turn that holds results.
    case 'function':
      return 'user';
    default:
      throw bad(join(path, 'role'), 'user or model was expected');
  }
}

function parseOutput(config: JsonObject, losses: Losses): OutputFormat {
  const path = 'generationConfig';
  const mimeType = textField(config, 'responseMimeType', path) ?? '';
  const schema =
    objectField(config, 'responseJsonSchema', path) ??
    objectField(config, '_responseJsonSchema', path) ??
    objectField(config, 'responseSchema', path);
  if (mimeType !== '' && mimeType !== 'text/plain' && mimeType !== 'application/json') {
    // One of several words, without quotes, or something newer.
    losses.lose(`responseMimeType.${mimeType}`, 'behavioural');
    return { kind: 'text' };
  }
  if (schema !== undefined) return { kind: 'schema', name: 'answer', schema: jsonSchema(schema), strict: true };
  return { kind: mimeType === 'application/json' ? 'json' : 'text' };
}

function parseSettings(config: JsonObject, losses: Losses): Settings {
  const path = 'generationConfig';
  const number = (key: string): number | undefined => numberOf(config, key, path);
  const maxTokens = number('maxOutputTokens');
  const temperature = number('temperature');
  const topP = number('topP');
  const topK = number('topK');
  const seed = number('seed');
  const frequencyPenalty = number('frequencyPenalty');
  const presencePenalty = number('presencePenalty');
  const stops = listField(config, 'stopSequences', path).map((value, index) => {
    if (typeof value !== 'string') throw bad(join(join(path, 'stopSequences'), index), 'a text was expected');
    return value;
  });
  // An empty text would end every answer before it begins.
  const stop = stops.filter((text) => text !== '');
  if (stop.length < stops.length) losses.lose('stop', 'cosmetic');
  return {
    ...(maxTokens !== undefined && { maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(topK !== undefined && { topK }),
    ...(stop.length > 0 && { stop }),
    ...(seed !== undefined && { seed }),
    ...(frequencyPenalty !== undefined && { frequencyPenalty }),
    ...(presencePenalty !== undefined && { presencePenalty }),
  };
}
