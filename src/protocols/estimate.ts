import type { Conversation, Part, Tool } from '../model/conversation.ts';
import type { JsonObject } from '../model/json.ts';
import type { ProtocolId } from './protocol.ts';

/** Before the first message. Most servers need less; GPT-OSS and Llama are told the date and more, 40 to 70 tokens. */
const CONVERSATION_TOKENS = 10;
/** Around every message: who speaks, and where it begins and ends. */
const MESSAGE_TOKENS = 4;
/** Around every call and result. */
const CALL_TOKENS = 12;
/**
 * What a server tells its model about tools before it names the first. In recorded traffic that is up to 640 tokens with Claude
 * 4 and later, and less than 100 with OpenAI's and Google's models.
 */
const TOOLS_TOKENS = 600;
/** Around every tool, in the words in which servers tell of them. */
const TOOL_TOKENS = 20;
/** What is said of a schema that the answer has to fit: about 100 tokens with Claude. */
const SCHEMA_TOKENS = 100;
/**
 * The size of an image is not looked at. This is what Claude up to 4.6 takes at most, by its rule of width times height through
 * 750; Gemini 3 takes 1,120 unless told otherwise. Recorded photographs took 60 to 1,500. Claude since 4.7 may take three times as much
 * for an image of full resolution.
 */
const IMAGE_TOKENS = 1_600;
/** Claude reads a page as an image and as text: recorded pages took 1,600 to 2,700 tokens, and 100 to 1,000 with others. */
const PAGE_TOKENS = 3_000;
/** A page of text as LaTeX and word processors pack it, where pages cannot be counted. */
const PAGE_BYTES = 10_000;
/** Sound has 32 tokens a second with Gemini; an MP3 of 128 kbit/s has 16,000 bytes. */
const BYTES_PER_SOUND_TOKEN = 500;

/**
 * About how many tokens a conversation is for the model that reads it, whichever that is: to decide what fits into a window, and
 * to answer a question for a count when nobody better can. It leans to more rather than fewer, as text differs by half between
 * models. Measured against 673 recorded requests of text and tools in four protocols to ten families of models
 * (estimate.test.ts): of the 265 of 200 tokens and more it gives at least 0.97 times the truth for 95 in 100, 1.24 times in the
 * middle and at most 3.7 times for 95 in 100; none, the small ones included, gets less than 0.8 times its truth minus 60. What
 * is high are tools: for them it adds what Claude needs, which is 600 tokens too many elsewhere.
 * Images and documents are guesses, see above. Linear in the length of the conversation.
 */
export function estimateTokens({ messages, tools, output }: Conversation): number {
  let tokens = CONVERSATION_TOKENS;
  for (const { parts } of messages) tokens += MESSAGE_TOKENS + partsTokens(parts);
  if (tools.length > 0) tokens += TOOLS_TOKENS;
  for (const tool of tools) tokens += toolTokens(tool);
  if (output.kind === 'schema') tokens += SCHEMA_TOKENS + jsonTokens(output.schema);
  return Math.ceil(tokens);
}

function toolTokens({ name, description, inputSchema, freeText }: Tool): number {
  const schema = freeText === undefined ? jsonTokens(inputSchema) : textTokens(freeText);
  return TOOL_TOKENS + textTokens(name) + textTokens(description) + schema;
}

function partsTokens(parts: readonly Part[]): number {
  let tokens = 0;
  for (const part of parts) tokens += partTokens(part);
  return tokens;
}

function partTokens(part: Part): number {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return textTokens(part.text);
    case 'thinking':
      // What can be read may be no more than a summary of what is sealed.
      return Math.max(textTokens(part.text), sealedTokens(part.signature));
    case 'sealed-thinking':
      return sealedTokens(part.data);
    case 'media':
      return mediaTokens(part);
    case 'tool-call':
      return CALL_TOKENS + textTokens(part.name) + jsonTokens(part.input) + sealedTokens(part.signature ?? '');
    case 'tool-result':
      return CALL_TOKENS + partsTokens(part.parts);
  }
}

/** Thinking that only its maker can read: Gemini 3 counts a token for 4.7 characters of what it has sealed, in recorded traffic. */
function sealedTokens(data: string): number {
  return data.length / 4.5;
}

function mediaTokens({ mediaType, source, name }: Extract<Part, { type: 'media' }>): number {
  const kind = mediaType.slice(0, mediaType.indexOf('/'));
  if (kind === 'image') return IMAGE_TOKENS;
  // What stands behind an address is not known: a page.
  if (source.kind === 'url') return PAGE_TOKENS;
  if (kind === 'text') return textTokens(name) + textTokens(Buffer.from(source.data, 'base64').toString('utf8'));
  const bytes = (source.data.length * 3) / 4;
  if (kind === 'audio' || kind === 'video') return bytes / BYTES_PER_SOUND_TOKEN;
  return pagesIn(source.data, bytes) * PAGE_TOKENS;
}

/** Older PDFs, and those of scanners, say where each page begins; of the others only the size is known. */
function pagesIn(data: string, bytes: number): number {
  const found = Buffer.from(data, 'base64')
    .toString('latin1')
    .match(/\/Type\s*\/Page(?![A-Za-z])/g);
  return found?.length ?? Math.ceil(bytes / PAGE_BYTES);
}

function jsonTokens(value: JsonObject): number {
  return textTokens(JSON.stringify(value));
}

/** What a character of a script costs. Latin letters and digits go by the word instead. */
const SCRIPTS: readonly { readonly to: number; readonly tokens: number }[] = [
  // Accented Latin.
  { to: 0x0250, tokens: 0.7 },
  // Greek, Cyrillic.
  { to: 0x0530, tokens: 0.55 },
  // Armenian, Hebrew, Arabic.
  { to: 0x0900, tokens: 0.7 },
  // India's scripts, Thai, Georgian and others.
  { to: 0x1200, tokens: 0.9 },
  { to: 0x2000, tokens: 1 },
  // Punctuation, arrows, mathematics, boxes.
  { to: 0x2e80, tokens: 1.2 },
  // Chinese, Japanese, Korean. Both halves of an emoji come after them and count one and a half each.
  { to: 0xd800, tokens: 1.1 },
  { to: 0xe000, tokens: 1.5 },
  { to: 0x10000, tokens: 1.2 },
];

/** Letters of a word that make a token: common words are one whole, rare ones break about here. */
const LETTERS_PER_TOKEN = 4.2;
/** Gemini, Mistral and Qwen read digits one by one, others up to three at once. */
const DIGITS_PER_TOKEN = 1;
const SIGN_TOKENS = 0.75;

/** Words, numbers and signs of a text, as any tokenizer would find them. */
function textTokens(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length;) {
    const kind = kindOf(text.charCodeAt(at));
    let end = at + 1;
    // A capital begins a word of its own in `aWordLikeThis`.
    if (kind === 'capital') while (end < text.length && kindOf(text.charCodeAt(end)) === 'small') end += 1;
    else if (kind !== 'other' && kind !== 'sign')
      while (end < text.length && kindOf(text.charCodeAt(end)) === kind) end += 1;
    tokens += runTokens(kind, end - at, text.charCodeAt(at));
    at = end;
  }
  return tokens;
}

type Kind = 'small' | 'capital' | 'digit' | 'space' | 'line' | 'sign' | 'other';

function kindOf(code: number): Kind {
  if (code >= 97 && code <= 122) return 'small';
  if (code >= 65 && code <= 90) return 'capital';
  if (code >= 48 && code <= 57) return 'digit';
  if (code === 32 || code === 9) return 'space';
  if (code === 10 || code === 13) return 'line';
  return code < 128 ? 'sign' : 'other';
}

function runTokens(kind: Kind, length: number, code: number): number {
  switch (kind) {
    case 'small':
    case 'capital':
      return length <= LETTERS_PER_TOKEN ? 1 : length / LETTERS_PER_TOKEN;
    case 'digit':
      return Math.ceil(length / DIGITS_PER_TOKEN);
    case 'space':
      // One belongs to the word behind it.
      return length === 1 ? 0 : 1;
    case 'line':
      return 1;
    case 'sign':
      return SIGN_TOKENS;
    case 'other':
      return SCRIPTS.find(({ to }) => code < to)?.tokens ?? 1;
  }
}

/** The answer to a question for a count of tokens, as a protocol gives it; null where it has none. */
export function renderTokenCount(protocol: ProtocolId, tokens: number): JsonObject | null {
  switch (protocol) {
    case 'anthropic':
      return { input_tokens: tokens };
    case 'openai-responses':
      return { object: 'response.input_tokens', input_tokens: tokens };
    case 'gemini':
      return { totalTokens: tokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: tokens }] };
    case 'openai-chat':
    case 'ollama':
      return null;
  }
}
