import type { CacheTime, Message, Part, Tool } from '../../model/conversation.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Losses } from '../fields.ts';
import { freeTextOf } from '../free-text.ts';
import { CONTINUE } from '../turns.ts';
import type { Writing } from './render-request.ts';
import { textTools } from './render-tools.ts';
import { isMinted, validId, validName } from './terms.ts';

const NO_RESULT = 'There is no result: the call was interrupted.';

/** Marks for caching that OpenAI takes in one request. */
const MARKS_MAX = 4;

/** A call that was made, and the id under which it stands in this body. */
type Call = { readonly asked: string; readonly id: string; readonly isText: boolean };
type Result = Extract<Part, { readonly type: 'tool-result' }>;
type Media = Extract<Part, { readonly type: 'media' }>;

/** `texts` are the tools whose input is free text; `answered` holds the results that were written behind their calls. */
type Sheet = Writing & {
  readonly used: Set<string>;
  readonly texts: ReadonlySet<string>;
  readonly answered: Set<Part>;
};

/**
 * The items of a conversation. All calls of a turn stand together and are followed by all their results, because some servers
 * refuse anything else; what answers no call becomes plain text, and a call that nobody answered gets a result.
 */
export function renderItems(
  messages: readonly Message[],
  tools: readonly Tool[],
  writing: Writing,
): readonly JsonObject[] {
  const sheet: Sheet = { ...writing, used: new Set(), texts: textTools(tools, writing), answered: new Set() };
  const system = writing.quirks.developerRole === true ? 'developer' : 'system';
  const out: JsonObject[] = [];
  for (const [index, { role, parts }] of messages.entries()) {
    if (role !== 'assistant') {
      const all = parts.flatMap((part) => (part.type === 'tool-result' ? orphaned(part, sheet) : [part]));
      const said = renderContent(all, sheet, role === 'system');
      if (said !== null) out.push({ role: role === 'user' ? role : system, content: said });
      continue;
    }
    const { items, calls } = renderAssistant(parts, sheet);
    out.push(...items, ...answer(calls, resultsAt(messages, index + 1), sheet));
    if (index === messages.length - 1 && calls.length === 0) {
      writing.losses.lose('prefill', 'behavioural');
      if (writing.quirks.noPrefill === true) out.push({ role: 'user', content: CONTINUE });
    }
  }
  return lastMarks(out, writing.losses);
}

/** The results that the turns from `start` on hold, up to the assistant's next one. */
function resultsAt(messages: readonly Message[], start: number): readonly Result[] {
  const end = messages.findIndex(({ role }, index) => index >= start && role === 'assistant');
  return messages
    .slice(start, end < 0 ? messages.length : end)
    .flatMap(({ parts }) => parts.filter((part) => part.type === 'tool-result'));
}

/** Pairs results with the calls of the turn before, and calls that nobody answered with one of ours. */
function answer(calls: readonly Call[], results: readonly Result[], sheet: Sheet): readonly JsonObject[] {
  const open = [...calls];
  const outputs: JsonObject[] = [];
  for (const result of results) {
    const place = open.findIndex(({ asked }) => asked === result.callId);
    const [call] = place < 0 ? [] : open.splice(place, 1);
    if (call === undefined) continue;
    sheet.answered.add(result);
    outputs.push({ type: outputType(call), call_id: call.id, output: renderOutput(result, sheet) });
  }
  for (const call of open) {
    sheet.losses.lose('call without a result', 'behavioural');
    outputs.push({ type: outputType(call), call_id: call.id, output: NO_RESULT });
  }
  return outputs;
}

/** What answers no call of the turn before is told in words, where it stands. */
function orphaned(result: Result, { answered, losses }: Sheet): readonly Part[] {
  if (answered.has(result)) return [];
  losses.lose('result without a call', 'behavioural');
  return [{ type: 'text', text: `Result of a tool call that is not shown (${result.callId}):` }, ...result.parts];
}

const outputType = ({ isText }: Call): string => (isText ? 'custom_tool_call_output' : 'function_call_output');

/** A failure has no flag here, so it is said. */
function renderOutput({ parts, failed, cache }: Result, sheet: Sheet): string | readonly JsonObject[] {
  const [first, ...rest] = parts;
  const words = failed ? `The tool failed: ${first?.type === 'text' ? first.text : ''}` : null;
  const said: readonly Part[] =
    words === null ? parts : [{ type: 'text', text: words }, ...(first?.type === 'text' ? rest : parts)];
  const last = said.length - 1;
  const marked = said.map((part, index) => (index === last && cache !== undefined ? { ...part, cache } : part));
  return renderContent(marked, sheet, false) ?? '';
}

type Rendered = { readonly items: readonly JsonObject[]; readonly calls: readonly Call[] };

function renderAssistant(parts: readonly Part[], sheet: Sheet): Rendered {
  const calls: Call[] = [];
  const items: JsonObject[] = [];
  /** Thoughts, until it is sure that something follows which they led to. */
  let thoughts: JsonObject[] = [];
  const say = (item: JsonObject): void => {
    items.push(...thoughts, item);
    thoughts = [];
  };
  for (const part of inOrder(parts, sheet)) {
    switch (part.type) {
      case 'text':
      case 'refusal':
        if (part.type === 'refusal') sheet.losses.lose('refusal', 'cosmetic');
        else if (part.citations !== undefined) sheet.losses.lose('citations', 'cosmetic');
        if (part.text !== '') say({ role: 'assistant', content: part.text });
        break;
      case 'thinking':
        thoughts.push(...renderThought(part.text, part.signature, sheet));
        break;
      case 'sealed-thinking':
        thoughts.push(...renderThought('', part.data, sheet));
        break;
      case 'tool-call': {
        const id = freshId(part.id, sheet.used);
        const isText = sheet.texts.has(part.name);
        calls.push({ asked: part.id, id, isText });
        const named = { call_id: id, name: validName(part.name) };
        if (isText) say({ type: 'custom_tool_call', ...named, input: freeTextOf(part.input) });
        else say({ type: 'function_call', ...named, arguments: JSON.stringify(part.input) });
        break;
      }
      case 'media':
        sheet.losses.lose('media of the assistant', 'behavioural');
        break;
      case 'tool-result':
        break;
    }
  }
  if (thoughts.length > 0) sheet.losses.lose('thinking of earlier turns', 'cosmetic');
  return { items, calls };
}

/** Words between calls go in front of them. Only where thoughts are sent along, which belong to what follows, all stays as it was. */
function inOrder(parts: readonly Part[], { quirks, losses }: Sheet): readonly Part[] {
  const first = parts.findIndex(({ type }) => type === 'tool-call');
  const behind = first < 0 ? [] : parts.slice(first);
  const words = behind.filter(({ type }) => type === 'text' || type === 'refusal');
  const isSent = parts.some((part) => part.type === 'thinking' && isSendable(part, quirks.thoughtsBack === true));
  if (words.length === 0 || isSent) return parts;
  losses.lose('text behind a tool call', 'cosmetic');
  return [...parts.slice(0, first), ...words, ...behind.filter((part) => !words.includes(part))];
}

function isSendable(part: { readonly text: string; readonly signature: string }, asText: boolean): boolean {
  return (part.signature !== '' && !isMinted(part.signature)) || (asText && part.text !== '');
}

/** A thought as its maker takes it back: sealed, or in plain words where they are wanted; else it is left out. */
function renderThought(text: string, seal: string, { quirks, losses }: Sheet): readonly JsonObject[] {
  if (seal !== '' && !isMinted(seal)) {
    const summary = text === '' ? [] : [{ type: 'summary_text', text }];
    return [{ type: 'reasoning', summary, encrypted_content: seal }];
  }
  if (quirks.thoughtsBack === true && text !== '')
    return [{ type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text }] }];
  losses.lose('thinking of earlier turns', 'cosmetic');
  return [];
}

/** Some providers give every answer's calls the same ids; here they must differ in one body. */
function freshId(wanted: string, used: Set<string>): string {
  const id = validId(wanted);
  let fresh = id;
  for (let count = 2; used.has(fresh); count += 1) fresh = validId(`${id}_${count}`);
  used.add(fresh);
  return fresh;
}

/** Text alone stays a text, which every server reads; only several texts, pictures and documents need a list of parts. */
function renderContent(parts: readonly Part[], sheet: Sheet, isSystem: boolean): string | readonly JsonObject[] | null {
  const blocks = parts.flatMap((part) => renderPart(part, sheet));
  if (blocks.length === 0) return null;
  if (isSystem && blocks.some((block) => block['type'] !== 'input_text'))
    sheet.losses.lose('media in the system text', 'blocking');
  const [only] = blocks;
  const isPlain = blocks.length === 1 && only?.['prompt_cache_breakpoint'] === undefined;
  return isPlain && typeof only?.['text'] === 'string' ? only['text'] : blocks;
}

function renderPart(part: Part, sheet: Sheet): readonly JsonObject[] {
  switch (part.type) {
    case 'text':
      if (part.text === '') return [];
      return [{ type: 'input_text', text: part.text, ...mark(part.cache, sheet) }];
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'input_text', text: part.text }];
    case 'media':
      return renderMedia(part, sheet).map((block) => ({ ...block, ...mark(part.cache, sheet) }));
    case 'thinking':
    case 'sealed-thinking':
    case 'tool-call':
    case 'tool-result':
      return [];
  }
}

function mark(cache: CacheTime | undefined, { quirks, losses }: Sheet): JsonObject {
  if (cache === undefined) return {};
  if (quirks.cacheHints === 'breakpoint')
    return { prompt_cache_breakpoint: { mode: 'explicit', ...(cache === '1h' && { ttl: '12h' }) } };
  losses.lose('cache_control', 'cosmetic');
  return {};
}

/** Only so many marks are taken, and the last ones cover the most. */
function lastMarks(items: readonly JsonObject[], losses: Losses): readonly JsonObject[] {
  let left = MARKS_MAX;
  const unmarked = (block: Json): Json => {
    if (!isObject(block) || block['prompt_cache_breakpoint'] === undefined) return block;
    left -= 1;
    if (left >= 0) return block;
    losses.lose('cache_control', 'cosmetic');
    const { prompt_cache_breakpoint: _, ...rest } = block;
    return rest;
  };
  const within = (content: Json): Json =>
    isArray(content) ? content.toReversed().map(unmarked).toReversed() : content;
  return items
    .toReversed()
    .map((item) => {
      if (isArray(item['content'])) return { ...item, content: within(item['content']) };
      return isArray(item['output']) ? { ...item, output: within(item['output']) } : item;
    })
    .toReversed();
}

function renderMedia({ mediaType, source, name }: Media, { quirks, losses }: Sheet): readonly JsonObject[] {
  const lose = (what: string): readonly JsonObject[] => {
    losses.lose(what, 'blocking');
    return [];
  };
  if (mediaType.startsWith('image/')) {
    if (quirks.noImages === true) return lose('images');
    if (source.kind === 'url' && quirks.noImageUrls === true) return lose('image URLs');
    const url = source.kind === 'url' ? source.url : `data:${mediaType};base64,${source.data}`;
    return [{ type: 'input_image', image_url: url, detail: 'auto' }];
  }
  if (mediaType === 'application/pdf') {
    if (quirks.noPdf === true) return lose('PDF');
    if (source.kind === 'url') return [{ type: 'input_file', file_url: source.url }];
    const filename = name === '' ? 'document.pdf' : name;
    return [{ type: 'input_file', filename, file_data: `data:${mediaType};base64,${source.data}` }];
  }
  if (source.kind === 'url') return lose('document URLs');
  if (mediaType.startsWith('text/') || mediaType === 'application/json') {
    const text = Buffer.from(source.data, 'base64').toString('utf8');
    return [{ type: 'input_text', text: name === '' ? text : `${name}:\n${text}` }];
  }
  // Sound is for Chat Completions; here OpenAI takes none.
  return lose(mediaType);
}
