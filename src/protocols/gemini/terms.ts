import { Fault } from '../../model/fault.ts';
import { at, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { StopReason, Usage } from '../../model/reply.ts';
import { plainSentence } from '../answers.ts';
import { fitting } from '../names.ts';
import { MINT_MARK } from '../protocol.ts';

/** Why an answer ended. Calls have no reason of their own: an answer that calls a tool ends with STOP like any other. */
const STOP_OF: Readonly<Record<string, StopReason>> = {
  STOP: 'done',
  MAX_TOKENS: 'length',
  SAFETY: 'refused',
  RECITATION: 'refused',
  LANGUAGE: 'refused',
  BLOCKLIST: 'refused',
  PROHIBITED_CONTENT: 'refused',
  SPII: 'refused',
  MODEL_ARMOR: 'refused',
  IMAGE_SAFETY: 'refused',
  IMAGE_PROHIBITED_CONTENT: 'refused',
  IMAGE_RECITATION: 'refused',
  CONTINUATION: 'pause',
};

/** Ends that are none: what the model wrote cannot be used, or the provider gave up on it. */
const BROKEN: Readonly<Record<string, 'garbled' | 'broken'>> = {
  MALFORMED_FUNCTION_CALL: 'garbled',
  UNEXPECTED_TOOL_CALL: 'garbled',
  TOO_MANY_TOOL_CALLS: 'garbled',
  MALFORMED_RESPONSE: 'garbled',
  MISSING_THOUGHT_SIGNATURE: 'garbled',
  OTHER: 'broken',
};

const REASON_OF = {
  done: 'STOP',
  'stop-sequence': 'STOP',
  length: 'MAX_TOKENS',
  'tool-call': 'STOP',
  refused: 'SAFETY',
  context: 'MAX_TOKENS',
  // The turn has to be sent again to go on; CONTINUATION would promise a token for that.
  pause: 'STOP',
} as const satisfies Record<StopReason, string>;

/**
 * What the end of a candidate means; null when it has not ended. Reasons that are newer than this list count as an ordinary end.
 * Throws `garbled` or `broken` for those that are no end of an answer.
 */
export function parseStop(candidate: Json | undefined): StopReason | null {
  const reason = textAt(candidate, 'finishReason');
  if (reason === '' || reason === 'FINISH_REASON_UNSPECIFIED') return null;
  const kind = Object.hasOwn(BROKEN, reason) ? BROKEN[reason] : undefined;
  if (kind !== undefined) {
    const said = plainSentence(textAt(candidate, 'finishMessage'));
    throw new Fault(kind, said === '' ? `The provider ended its answer with ${reason}` : said);
  }
  return (Object.hasOwn(STOP_OF, reason) ? STOP_OF[reason] : undefined) ?? 'done';
}

export const renderStop = (stop: StopReason): string => REASON_OF[stop];

/** Was the prompt itself blocked? The unspecified reason is none. */
export function isBlocked(chunk: Json | undefined): boolean {
  const reason = textAt(chunk, 'promptFeedback', 'blockReason');
  return reason !== '' && reason !== 'BLOCK_REASON_UNSPECIFIED';
}

/** Token counts, or null where there are none. The prompt contains what was cached; thoughts stand beside the answer. */
export function parseUsage(usage: Json | undefined): Usage | null {
  if (!isObject(usage)) return null;
  if (!['promptTokenCount', 'candidatesTokenCount', 'totalTokenCount'].some((key) => key in usage)) return null;
  const count = (key: string): number => {
    const value = at(usage, key);
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0;
  };
  const thinkingTokens = count('thoughtsTokenCount');
  return {
    // What the provider's own tools found is read by the model like the prompt.
    inputTokens: count('promptTokenCount') + count('toolUsePromptTokenCount'),
    cacheReadTokens: count('cachedContentTokenCount'),
    cacheWriteTokens: 0,
    outputTokens: count('candidatesTokenCount') + thinkingTokens,
    thinkingTokens,
  };
}

/** What was written to a cache has no field here. */
export function renderUsage(usage: Usage): JsonObject {
  return {
    promptTokenCount: usage.inputTokens,
    candidatesTokenCount: Math.max(0, usage.outputTokens - usage.thinkingTokens),
    totalTokenCount: usage.inputTokens + usage.outputTokens,
    ...(usage.cacheReadTokens > 0 && { cachedContentTokenCount: usage.cacheReadTokens }),
    ...(usage.thinkingTokens > 0 && { thoughtsTokenCount: usage.thinkingTokens }),
  };
}

const NAME_LENGTH_MAX = 64;

/** A name that Gemini accepts for a tool: it begins with a letter or `_`. The same name gives the same result, different ones differ. */
export function validName(name: string): string {
  if (name.length <= NAME_LENGTH_MAX && /^[A-Za-z_][\w.:-]*$/.test(name)) return name;
  const fit = fitting(name, NAME_LENGTH_MAX);
  if (/^[A-Za-z_]/.test(fit)) return fit;
  // The mark that no name may hold makes sure that a hash stands behind it, so that `_1` and `1` stay two.
  return `_${fitting(`${name}!`, NAME_LENGTH_MAX - 1)}`;
}

/** An id for a call that came without one: it must differ from those of other answers in the same conversation. */
export function spareCallId(replyId: string, index: number): string {
  return replyId === '' ? `call_${index}` : `call_${replyId}_${index}`;
}

const SKIP = 'skip_thought_signature_validator';

/**
 * What stands in the place of the signature of a call that Gemini did not make itself; without any, Gemini 3 refuses the whole
 * request. The field holds bytes, so that the word is written in base64, as Google's own Python client sends it.
 */
export const NO_SIGNATURE = Buffer.from(SKIP).toString('base64');

/** How base64 of MINT_MARK begins, whatever follows it. */
export const MINT_MARK_BASE64 = 'ZmFpbHNvZnQuMS';

/** The signature of a part, ours as we minted it; empty when there is none. */
export function readSignature(part: Json | undefined): string {
  const signature = textAt(part, 'thoughtSignature');
  if (signature === SKIP || signature === NO_SIGNATURE) return '';
  if (!signature.startsWith(MINT_MARK_BASE64)) return signature;
  const minted = Buffer.from(signature, 'base64').toString('utf8');
  return isMinted(minted) ? minted : signature;
}

/** The field that clients send back as it is. It holds bytes: Google's Python client refuses an answer in which it is not base64. */
export function writeSignature(signature: string): JsonObject {
  if (signature === '') return {};
  return { thoughtSignature: isMinted(signature) ? Buffer.from(signature).toString('base64') : signature };
}

export const isMinted = (signature: string): boolean => signature.startsWith(MINT_MARK);

const EXTENSIONS: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  heic: 'image/heic',
  pdf: 'application/pdf',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  txt: 'text/plain',
};

/** The MIME type that the end of an address speaks of; empty when it says none. */
export function mediaTypeOf(url: string): string {
  const [, extension = ''] = /\.([a-z0-9]+)(?:[?#]|$)/i.exec(url) ?? [];
  const key = extension.toLowerCase();
  return (Object.hasOwn(EXTENSIONS, key) ? EXTENSIONS[key] : undefined) ?? '';
}

/** Does this address name something that lies at Google, where only the key that put it there can read it? */
export function isHandle(uri: string): boolean {
  return !/^https?:/i.test(uri) || /^https?:\/\/generativelanguage\.googleapis\.com\//i.test(uri);
}
