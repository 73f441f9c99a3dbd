import { at, isArray, isObject, listAt, numberAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';
import type { ToolChoice } from '../../../model/conversation.ts';
import type { Asked, CachedPrefix, OfferedTool, ToolResult } from '../answer/asked.ts';
import { hash } from '../answer/chance.ts';
import { countTokens } from '../answer/words.ts';
import { refuse, type Read, type Sender } from './dialect.ts';
import { camelCased, complaintAboutContents, unknownName } from './gemini-contents.ts';
import { objectAt } from './reading.ts';

const FIELDS = new Set(
  (
    'contents systemInstruction tools toolConfig generationConfig safetySettings cachedContent labels serviceTier store ' +
    'model continuationToken'
  ).split(' '),
);

const CONFIG = new Set(
  (
    'temperature topP topK candidateCount maxOutputTokens stopSequences seed presencePenalty frequencyPenalty ' +
    'responseLogprobs logprobs responseMimeType responseSchema responseJsonSchema responseFormat responseModalities ' +
    'thinkingConfig mediaResolution speechConfig imageConfig enableEnhancedCivicAnswers audioTimestamp routingConfig'
  ).split(' '),
);

const MODES = ['', 'MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE', 'VALIDATED'];

/** Prompts shorter than this are not cached. */
const CACHE_TOKENS_MIN = 1_024;

/** `models/{model}:{verb}`. */
const TARGET = /^models\/([^/:]+):(\w+)$/;

export function modelIn({ path }: Pick<Sender, 'path'>): string {
  return TARGET.exec(path)?.[1] ?? '';
}

export function verbIn({ path }: Pick<Sender, 'path'>): string {
  return TARGET.exec(path)?.[2] ?? '';
}

/** A generateContent request as the simulated model sees it, or what the API would say against it. */
export function readGemini(raw: JsonObject, from: Sender): Read {
  const body = camelCased(raw);
  const complaint = complaintAbout(body, from);
  if (complaint !== null) return refuse('invalid', complaint);
  if (at(body, 'cachedContent') !== undefined) {
    return refuse('permission-denied', 'CachedContent not found (or permission denied)');
  }
  const stream = verbIn(from) === 'streamGenerateContent' && from.query.get('alt') === 'sse';
  return { ok: true, asked: { ...toAsked(body, modelIn(from)), stream } };
}

/** The same for `countTokens`, which takes the contents or a whole request: the number of tokens, or a complaint. */
export function countGemini(body: JsonObject, from: Sender): number | string {
  const inner = at(body, 'generateContentRequest');
  const asked = isObject(inner) ? inner : { contents: at(body, 'contents') ?? [] };
  return complaintAboutContents(asked, modelIn(from), from.provider) ?? inputTokens(asked);
}

function complaintAbout(body: JsonObject, from: Sender): string | null {
  const strange = Object.keys(body).find((field) => !FIELDS.has(field));
  if (strange !== undefined) return unknownName(strange, '');
  const config = at(body, 'generationConfig') ?? {};
  if (!isObject(config)) return "Invalid value at 'generation_config' (GenerationConfig), must be an object";
  const setting = Object.keys(config).find((field) => !CONFIG.has(field));
  if (setting !== undefined) return unknownName(setting, 'generation_config');
  return (
    complaintAboutContents(body, modelIn(from), from.provider) ??
    complaintAboutTools(body) ??
    complaintAboutSettings(config)
  );
}

function complaintAboutTools(body: JsonObject): string | null {
  const names: readonly Json[] = declarations(body).map((tool) => textAt(tool, 'name'));
  for (const [index, tool] of declarations(body).entries()) {
    const where = `GenerateContentRequest.tools[0].function_declarations[${index}]`;
    if (!/^[a-zA-Z_][\w.:-]{0,63}$/.test(textAt(tool, 'name'))) {
      return `* ${where}.name: Invalid function name. Must start with a letter or an underscore.`;
    }
    if (at(tool, 'parameters') !== undefined && at(tool, 'parametersJsonSchema') !== undefined) {
      return `* ${where}.parameters_json_schema: only one of parameters and parameters_json_schema may be set.`;
    }
    // The older of the two is no JSON Schema: these are the fields that callers most often believe it to have.
    const foreign = ['$schema', '$ref', 'additionalProperties', 'const', 'oneOf'].find(
      (field) => at(tool, 'parameters', field) !== undefined,
    );
    if (foreign !== undefined) {
      return unknownName(foreign, `tools[0].function_declarations[${index}].parameters`);
    }
  }
  const calling = at(body, 'toolConfig', 'functionCallingConfig');
  if (!MODES.includes(textAt(calling, 'mode').toUpperCase())) {
    return `Invalid value at 'tool_config.function_calling_config.mode' (Mode), "${textAt(calling, 'mode')}"`;
  }
  const missing = listAt(calling, 'allowedFunctionNames').find((name) => !names.includes(name));
  return missing === undefined
    ? null
    : `allowed_function_names should be a subset of the declared functions: ${JSON.stringify(missing)} is not declared.`;
}

function complaintAboutSettings(config: JsonObject): string | null {
  for (const field of ['temperature', 'topP', 'topK', 'maxOutputTokens', 'candidateCount', 'seed']) {
    const value = at(config, field) ?? 0;
    if (typeof value !== 'number') {
      return `Invalid value at 'generation_config.${field}' (TYPE_INT32), ${JSON.stringify(value)}`;
    }
  }
  const temperature = numberAt(config, 'temperature');
  if (temperature < 0 || temperature > 2) {
    return `* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0]. Got ${temperature}`;
  }
  if (listAt(config, 'stopSequences').length > 5) {
    return '* GenerateContentRequest.generation_config.stop_sequences: at most 5 stop sequences are allowed.';
  }
  if (numberAt(config, 'candidateCount') > 1) return 'Multiple candidates is not enabled for this model';
  const { thinkingConfig } = config;
  if (at(thinkingConfig, 'thinkingBudget') !== undefined && at(thinkingConfig, 'thinkingLevel') !== undefined) {
    return 'You can only set only one of thinking budget and thinking level.';
  }
  if (schemaIn(config) !== null && textAt(config, 'responseMimeType') !== 'application/json') {
    return '* GenerateContentRequest.generation_config.response_mime_type: must be application/json with a response schema.';
  }
  return null;
}

function toAsked(body: JsonObject, model: string): Asked {
  const contents = listAt(body, 'contents');
  const config = objectAt(body, 'generationConfig');
  const limit = at(config, 'maxOutputTokens');
  const results = resultsIn(contents);
  return {
    model,
    stream: false,
    usage: true,
    text: results.length > 0 ? '' : textOf(contents.findLast((content) => textAt(content, 'role') !== 'model')),
    results,
    tools: toolsOf(body),
    toolChoice: toolChoice(body),
    parallelTools: true,
    output: output(config),
    thinking: thinking(at(config, 'thinkingConfig')),
    maxTokens: typeof limit === 'number' && limit > 0 ? limit : null,
    stop: listAt(config, 'stopSequences').filter((stop) => typeof stop === 'string'),
    history: JSON.stringify([at(body, 'systemInstruction') ?? '', contents]),
    inputTokens: inputTokens(body),
    prefix: prefixOf(body, model),
    keep: null,
  };
}

function inputTokens(body: JsonObject): number {
  return countTokens(
    JSON.stringify([at(body, 'tools') ?? 0, at(body, 'systemInstruction') ?? 0, at(body, 'contents') ?? 0]),
  );
}

/** Everything but the last content, which the provider keeps without being asked. */
function prefixOf(body: JsonObject, model: string): CachedPrefix | null {
  const kept = JSON.stringify([
    at(body, 'tools') ?? 0,
    at(body, 'systemInstruction') ?? 0,
    listAt(body, 'contents').slice(0, -1),
  ]);
  const size = countTokens(kept);
  return size < CACHE_TOKENS_MIN ? null : { key: `${model} ${hash(kept)}`, tokens: size };
}

/** A single tool may stand where a list of them is wanted. */
function declarations(body: JsonObject): readonly Json[] {
  const tools = at(body, 'tools') ?? [];
  return (isArray(tools) ? tools : [tools]).flatMap((tool) => listAt(tool, 'functionDeclarations'));
}

function toolsOf(body: JsonObject): readonly OfferedTool[] {
  const allowed = listAt(body, 'toolConfig', 'functionCallingConfig', 'allowedFunctionNames');
  return declarations(body)
    .filter((tool) => allowed.length === 0 || allowed.includes(textAt(tool, 'name')))
    .map((tool) => ({
      name: textAt(tool, 'name'),
      schema: lowerTypes(
        objectAt(tool, at(tool, 'parametersJsonSchema') === undefined ? 'parameters' : 'parametersJsonSchema'),
      ),
    }));
}

function toolChoice(body: JsonObject): ToolChoice {
  switch (textAt(body, 'toolConfig', 'functionCallingConfig', 'mode').toUpperCase()) {
    case 'ANY':
      return { kind: 'required' };
    case 'NONE':
      return { kind: 'none' };
    default:
      return { kind: 'auto' };
  }
}

function schemaIn(config: JsonObject): JsonObject | null {
  const schema = at(config, 'responseJsonSchema') ?? at(config, 'responseSchema');
  return isObject(schema) ? lowerTypes(schema) : null;
}

function output(config: JsonObject): Asked['output'] {
  const schema = schemaIn(config);
  if (schema !== null) return { kind: 'schema', schema };
  return textAt(config, 'responseMimeType') === 'application/json' ? { kind: 'json' } : { kind: 'text' };
}

/** Thoughts are shown only to those who ask for them. */
function thinking(config: Json | undefined): Asked['thinking'] {
  if (!isObject(config) || at(config, 'thinkingBudget') === 0) return 'off';
  return at(config, 'includeThoughts') === true ? 'shown' : 'hidden';
}

/** Types may be written in capitals. */
function lowerTypes(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]): [string, Json] => {
      if (name === 'type' && typeof value === 'string') return [name, value.toLowerCase()];
      if (isArray(value)) return [name, value.map((one) => (isObject(one) ? lowerTypes(one) : one))];
      return [name, isObject(value) ? lowerTypes(value) : value];
    }),
  );
}

function resultsIn(contents: readonly Json[]): readonly ToolResult[] {
  return listAt(contents.at(-1), 'parts')
    .filter((part) => isObject(at(part, 'functionResponse')))
    .map((part) => {
      const response = objectAt(part, 'functionResponse', 'response');
      const said = at(response, 'output') ?? at(response, 'result') ?? at(response, 'error') ?? response;
      return {
        name: textAt(part, 'functionResponse', 'name'),
        text: typeof said === 'string' ? said : JSON.stringify(said),
      };
    });
}

function textOf(content: Json | undefined): string {
  return listAt(content, 'parts')
    .map((part) => textAt(part, 'text'))
    .filter((text) => text !== '')
    .join('\n');
}
