import { at, isArray, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { camel, spelled } from './spelling.ts';
import { isMinted, NO_SIGNATURE, readSignature } from './terms.ts';

/** Takes the signatures that we minted in another model's name out of a caller's body. The thoughts beside them are words like any others. */
export function scrub(body: JsonObject): JsonObject {
  return withoutSignatures(body, isMinted);
}

/** Takes every signature out of a caller's body, and every thought, and lets each first call say that it is not Gemini's own. */
export function forget(body: JsonObject): JsonObject {
  const forgotten = withoutSignatures(body, () => true);
  return withContents(forgotten, (part, isFirstCall) => {
    if (at(part, 'thought') === true) return [];
    const isBare = isObject(part) && isFirstCall && spelled(part, 'thoughtSignature') === null;
    return [isBare ? { ...part, thoughtSignature: NO_SIGNATURE } : part];
  });
}

/** The body without the signatures that are `gone`; a first call that had one says that it is not Gemini's own. */
export function withoutSignatures(body: JsonObject, gone: (signature: string) => boolean): JsonObject {
  return withContents(body, (part, isFirstCall) => {
    const key = isObject(part) ? spelled(part, 'thoughtSignature') : null;
    if (!isObject(part) || key === null) return [part];
    const signature = readSignature(camel(part));
    if (signature === '' || !gone(signature)) return [part];
    const { [key]: _, ...rest } = part;
    if (isFirstCall) return [{ ...rest, [key]: NO_SIGNATURE }];
    return isEmpty(rest) ? [] : [rest];
  });
}

/** A part that was there for its signature alone. */
const isEmpty = (part: JsonObject): boolean =>
  textAt(part, 'text') === '' && Object.keys(part).every((key) => key === 'text' || key === 'thought');

type Change = (part: Json, isFirstCall: boolean) => readonly Json[];

/** The body with its parts changed. Contents that lose all of theirs go as a whole: Google refuses contents without parts. */
function withContents(body: JsonObject, change: Change): JsonObject {
  const contents = body['contents'];
  if (!isArray(contents)) return body;
  return { ...body, contents: contents.flatMap((content) => withParts(content, change)) };
}

function withParts(content: Json, change: Change): readonly Json[] {
  const parts = at(content, 'parts');
  if (!isObject(content) || !isArray(parts)) return [content];
  const firstCall = parts.findIndex((part) => isObject(part) && spelled(part, 'functionCall') !== null);
  const kept = parts.flatMap((part, index) => change(part, index === firstCall));
  if (kept.length === parts.length && kept.every((part, index) => part === parts[index])) return [content];
  return kept.length === 0 ? [] : [{ ...content, parts: kept }];
}

/** An event's data or a whole answer with another model name. */
export function rename(data: JsonObject, model: string): JsonObject {
  return 'modelVersion' in data ? { ...data, modelVersion: model } : data;
}
