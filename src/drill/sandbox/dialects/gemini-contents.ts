import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';
import { isOwn } from './signature.ts';

const PARTS = new Set(
  (
    'text thought thoughtSignature inlineData fileData functionCall functionResponse executableCode codeExecutionResult ' +
    'toolCall toolResponse videoMetadata mediaResolution partMetadata'
  ).split(' '),
);

/** What a part can hold; exactly one of these. */
const HOLDS =
  'text inlineData fileData functionCall functionResponse executableCode codeExecutionResult toolCall toolResponse'.split(
    ' ',
  );

/** Takes the place of a signature for calls that the model did not make, as Google's documentation says. */
const SENTINELS = ['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go'];

/** Values that are the caller's own, whose names mean nothing to the API. */
const OPAQUE = new Set(
  'args response parameters parametersJsonSchema responseSchema responseJsonSchema responseFormat labels'.split(' '),
);

/** The API takes its names as `camelCase` and as `snake_case`; here they are all the first. */
export function camelCased(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      return [camel, OPAQUE.has(camel) ? inner : inside(inner)];
    }),
  );
}

function inside(value: Json): Json {
  if (isArray(value)) return value.map(inside);
  return isObject(value) ? camelCased(value) : value;
}

/** The first thing that the API would say against the contents of a request, or null. */
export function complaintAboutContents(body: JsonObject, model: string, provider: string): string | null {
  const contents = listAt(body, 'contents');
  if (contents.length === 0) return '* GenerateContentRequest.contents: contents is not specified';
  for (const [index, content] of contents.entries()) {
    const complaint = complaintAboutContent(content, index);
    if (complaint !== null) return complaint;
  }
  const turns = turnsOf(contents);
  for (const index of turns.keys()) {
    const complaint = complaintAboutTurn(turns, index);
    if (complaint !== null) return complaint;
  }
  return complaintAboutSignatures(contents, model, provider);
}

function complaintAboutContent(content: Json, index: number): string | null {
  const role = textAt(content, 'role');
  if (!['', 'user', 'model', 'function'].includes(role)) return 'Please use a valid role: user, model.';
  const parts = at(content, 'parts');
  if (!isArray(parts)) return `Invalid value at 'contents[${index}].parts' (Part), must be a list`;
  if (parts.length === 0) return `* GenerateContentRequest.contents[${index}].parts: contents.parts must not be empty.`;
  for (const [place, part] of parts.entries()) {
    const where = `contents[${index}].parts[${place}]`;
    const strange = Object.keys(isObject(part) ? part : {}).find((name) => !PARTS.has(name));
    if (strange !== undefined) return unknownName(strange, where);
    const held = HOLDS.filter((name) => at(part, name) !== undefined);
    // A signature may come without anything else.
    if (held.length === 0 && at(part, 'thoughtSignature') === undefined) {
      return `* GenerateContentRequest.${where}.data: required oneof field 'data' must have one initialized field`;
    }
    if (held.length > 1) return `Invalid value at '${where}' (oneof), oneof field 'data' is already set.`;
    const complaint = complaintAboutTypes(part, where);
    if (complaint !== null) return complaint;
  }
  return null;
}

function complaintAboutTypes(part: Json, where: string): string | null {
  const text = at(part, 'text') ?? '';
  if (typeof text !== 'string') return `Invalid value at '${where}.text' (TYPE_STRING), ${JSON.stringify(text)}`;
  for (const [kind, field] of [
    ['functionCall', 'args'],
    ['functionResponse', 'response'],
  ] as const) {
    const held = at(part, kind);
    if (held === undefined) continue;
    if (textAt(held, 'name') === '')
      return `* GenerateContentRequest.${where}.${snake(kind)}.name: Name cannot be empty.`;
    const value = at(held, field) ?? {};
    if (!isObject(value)) {
      return `Invalid value at '${where}.${snake(kind)}.${field}' (type.googleapis.com/google.protobuf.Struct), ${JSON.stringify(value)}`;
    }
  }
  const data = at(part, 'inlineData');
  if (data !== undefined && textAt(data, 'mimeType') === '') {
    return `* GenerateContentRequest.${where}.inline_data.mime_type: MIME type must be specified`;
  }
  return null;
}

/** Contents of the same role that follow each other are one turn. */
function turnsOf(contents: readonly Json[]): readonly JsonObject[] {
  const turns: JsonObject[] = [];
  for (const content of contents) {
    const role = textAt(content, 'role') === 'model' ? 'model' : 'user';
    const last = turns.at(-1);
    const parts = [...(last?.['role'] === role ? listAt(last, 'parts') : []), ...listAt(content, 'parts')];
    if (last?.['role'] === role) turns[turns.length - 1] = { role, parts };
    else turns.push({ role, parts });
  }
  return turns;
}

/** A turn with calls needs one turn with as many responses behind it, and responses need calls. */
function complaintAboutTurn(turns: readonly JsonObject[], index: number): string | null {
  const calls = count(turns[index], 'functionCall');
  const after = turns[index + 1];
  if (calls > 0 && index === 0) {
    return 'Please ensure that function call turn comes immediately after a user turn or after a function response turn.';
  }
  if (calls > 0 && after !== undefined && count(after, 'functionResponse') !== calls) return UNEQUAL;
  if (count(turns[index], 'functionResponse') > 0 && count(turns[index - 1], 'functionCall') === 0) {
    return 'Please ensure that function response turn comes immediately after a function call turn.';
  }
  return null;
}

const UNEQUAL =
  'Please ensure that the number of function response parts is equal to the number of function call parts of the ' +
  'function call turn.';

function count(content: Json | undefined, kind: string): number {
  return listAt(content, 'parts').filter((part) => at(part, kind) !== undefined).length;
}

/** Of the calls since the user spoke last, the first of each turn has to bring back its signature. */
function complaintAboutSignatures(contents: readonly Json[], model: string, provider: string): string | null {
  const spoke = contents.findLastIndex(
    (content) => textAt(content, 'role') !== 'model' && count(content, 'functionResponse') === 0,
  );
  for (const [index, content] of contents.entries()) {
    const parts = listAt(content, 'parts');
    const broken = parts
      .map((part) => textAt(part, 'thoughtSignature'))
      .find(
        (signature) =>
          signature !== '' && !isOwn(signature, provider) && !SENTINELS.some((one) => isSentinel(signature, one)),
      );
    if (broken !== undefined) return 'Corrupted thought signature.';
    const first = parts.find((part) => at(part, 'functionCall') !== undefined);
    if (index < spoke || first === undefined || !/^gemini-[3-9]/.test(model)) continue;
    if (textAt(first, 'thoughtSignature') !== '') continue;
    return (
      'Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, ' +
      'and missing thought_signature may lead to degraded model performance. Additional data, function call ' +
      `\`default_api:${textAt(first, 'functionCall', 'name')}\` , position ${index + 1}.`
    );
  }
  return null;
}

/** The field is base64, and so the sentinel may come as it is or encoded. */
function isSentinel(signature: string, sentinel: string): boolean {
  return signature === sentinel || Buffer.from(signature, 'base64').toString('utf8') === sentinel;
}

export function unknownName(name: string, where: string): string {
  const place = where === '' ? '' : ` at '${where}'`;
  return `Invalid JSON payload received. Unknown name "${name}"${place}: Cannot find field.`;
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
