import type { Part, Role } from '../../model/conversation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { fieldOf, flagField, join, loseOthers, type Losses, objectField, requiredText, textField } from '../fields.ts';
import type { Calls } from './calls.ts';
import { camelOf, listOf } from './spelling.ts';
import { isHandle, mediaTypeOf, readSignature } from './terms.ts';

/** What reading the contents of a request needs to know and to note. */
export type Finds = { readonly losses: Losses; readonly calls: Calls };

/** The parts of one content, in their order. Signatures keep their place: one on words stands in a thought before them. */
export function parseParts(values: readonly Json[], role: Role, path: string, finds: Finds): readonly Part[] {
  const parts: Part[] = [];
  for (const [index, value] of values.entries()) {
    const place = join(path, index);
    const part = camelOf(value, place);
    const signature = readSignature(part);
    if (fieldOf(part, 'text') === undefined && kindOf(part) !== '') {
      parts.push(...parseOther(part, role, place, finds));
      continue;
    }
    const text = textField(part, 'text', place) ?? '';
    loseOthers(part, ['text', 'thought', 'thoughtSignature', 'partMetadata'], 'text', finds.losses);
    const signed = role === 'assistant' ? signature : '';
    if (signed !== signature) finds.losses.lose('thoughtSignature', 'cosmetic');
    if (role === 'assistant' && flagField(part, 'thought', place)) {
      if (text !== '' || signed !== '') parts.push({ type: 'thinking', text, signature: signed });
      continue;
    }
    if (signed !== '') sign(parts, signed);
    if (text !== '') parts.push({ type: 'text', text });
  }
  return parts;
}

/** The signature behind a thought belongs to it; any other one is a thought without words. */
function sign(parts: Part[], signature: string): void {
  const last = parts.at(-1);
  if (last?.type === 'thinking' && last.signature === '') parts[parts.length - 1] = { ...last, signature };
  else parts.push({ type: 'thinking', text: '', signature });
}

/** Fields that say how a part is to be taken, and not what it is. */
const MODIFIERS = ['thought', 'thoughtSignature', 'partMetadata'];

function parseOther(part: JsonObject, role: Role, path: string, { losses, calls }: Finds): readonly Part[] {
  const kind = kindOf(part);
  for (const key of SETTINGS) {
    if (fieldOf(part, key) !== undefined) losses.lose(key, key === 'videoMetadata' ? 'behavioural' : 'cosmetic');
  }
  loseOthers(part, [kind, ...MODIFIERS, ...SETTINGS], 'parts', losses);
  switch (kind) {
    case 'functionCall':
      return [parseCall(part, path, { losses, calls })];
    case 'functionResponse':
      return [parseResult(part, path, { losses, calls })];
    case 'inlineData':
      return [parseInline(camelOf(part[kind] ?? null, join(path, kind)), join(path, kind), losses)];
    case 'fileData':
      return parseFile(camelOf(part[kind] ?? null, join(path, kind)), join(path, kind), losses);
    default:
      // Work of the provider's own tools in earlier turns: what the model made of it stands in the text beside it. Anything else
      // that a user says, and nobody here knows, may be what the question is about.
      losses.lose(`parts.${kind}`, role === 'assistant' ? 'behavioural' : 'blocking');
      return [];
  }
}

const SETTINGS = ['videoMetadata', 'mediaResolution'] as const;

/** The field that says what a part is; empty when it has none. */
function kindOf(part: JsonObject): string {
  const others: readonly string[] = [...MODIFIERS, ...SETTINGS, 'text'];
  return Object.keys(part).find((key) => !others.includes(key) && fieldOf(part, key) !== undefined) ?? '';
}

function parseCall(part: JsonObject, path: string, { losses, calls }: Finds): Part {
  const place = join(path, 'functionCall');
  const call = camelOf(part['functionCall'] ?? null, place);
  loseOthers(call, ['id', 'name', 'args', 'willContinue'], 'functionCall', losses);
  const name = requiredText(call, 'name', place);
  const signature = readSignature(part);
  return {
    type: 'tool-call',
    id: calls.made(textField(call, 'id', place) ?? '', name),
    name,
    input: objectField(call, 'args', place) ?? {},
    ...(signature !== '' && { signature }),
  };
}

function parseResult(part: JsonObject, path: string, { losses, calls }: Finds): Part {
  const place = join(path, 'functionResponse');
  const result = camelOf(part['functionResponse'] ?? null, place);
  loseOthers(result, ['id', 'name', 'response', 'parts', 'scheduling', 'willContinue'], 'functionResponse', losses);
  if (flagField(result, 'willContinue', place)) losses.lose('functionResponse.willContinue', 'behavioural');
  const { text, failed } = wordsOf(objectField(result, 'response', place) ?? {});
  const media = listOf(result, 'parts', place).flatMap((value, index) => {
    const inner = join(join(place, 'parts'), index);
    return parseOther(camelOf(value, inner), 'user', inner, { losses, calls });
  });
  return {
    type: 'tool-result',
    callId: calls.answered(textField(result, 'id', place) ?? '', requiredText(result, 'name', place)),
    parts: [...(text === '' ? [] : [{ type: 'text', text } as const]), ...media],
    failed,
  };
}

/** A result is an object. Google reads `output` as what came of the call, `error` as why nothing did, and else the whole of it. */
function wordsOf(response: JsonObject): { readonly text: string; readonly failed: boolean } {
  const [only, ...others] = Object.keys(response);
  if (only === undefined) return { text: '', failed: false };
  const isPlain = others.length === 0 && (only === 'output' || only === 'error');
  const said = isPlain ? (response[only] ?? '') : response;
  return { text: typeof said === 'string' ? said : JSON.stringify(said), failed: isPlain && only === 'error' };
}

function parseInline(blob: JsonObject, path: string, losses: Losses): Part {
  loseOthers(blob, ['mimeType', 'data', 'displayName'], 'inlineData', losses);
  const written = requiredText(blob, 'data', path);
  return {
    type: 'media',
    mediaType: requiredText(blob, 'mimeType', path),
    // Google takes both alphabets of base64, others only the older one.
    source: {
      kind: 'base64',
      data: /[-_]/.test(written) ? Buffer.from(written, 'base64').toString('base64') : written,
    },
    name: textField(blob, 'displayName', path) ?? '',
  };
}

function parseFile(file: JsonObject, path: string, losses: Losses): readonly Part[] {
  loseOthers(file, ['mimeType', 'fileUri', 'displayName'], 'fileData', losses);
  const url = requiredText(file, 'fileUri', path);
  if (isHandle(url)) {
    // It lies at Google; without it the answer would be about nothing.
    losses.lose('fileData', 'blocking');
    return [];
  }
  const given = textField(file, 'mimeType', path) ?? '';
  const mediaType = given || mediaTypeOf(url) || (isFilm(url) ? 'video/*' : 'application/octet-stream');
  return [{ type: 'media', mediaType, source: { kind: 'url', url }, name: textField(file, 'displayName', path) ?? '' }];
}

const isFilm = (url: string): boolean => /^https?:\/\/((www|m)\.)?(youtube\.com|youtu\.be)\//i.test(url);
