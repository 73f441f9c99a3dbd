import type { Message, Part } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Writing } from './render-request.ts';
import { validId, validName } from './terms.ts';

const NO_RESULT = 'There is no result: the call was interrupted.';

/** A call that was made, and the id under which it stands in this body. */
type Call = { readonly asked: string; readonly id: string };

/**
 * The messages of a conversation as OpenAI takes them: results in messages of their own right behind the calls that they
 * answer, every call answered, and `instructions` of ours as the first thing the system says.
 */
export function renderMessages(
  messages: readonly Message[],
  instructions: readonly string[],
  writing: Writing,
): readonly JsonObject[] {
  const system = writing.quirks.developerRole === true ? 'developer' : 'system';
  const out: JsonObject[] = instructions.map((content) => ({ role: system, content }));
  const used = new Set<string>();
  let results: Answers = answer([], resultsAt(messages, 0), writing);
  out.push(...results.answers);
  /** What results held besides text, until a turn of the user can say it. */
  let besides = results.besides;

  const say = (role: string, parts: readonly Part[]): void => {
    const content = renderContent(parts, writing, role === system);
    if (content !== null) out.push({ role, content });
  };

  for (const [index, message] of messages.entries()) {
    const rest = message.parts.filter((part) => !isResult(part));
    switch (message.role) {
      case 'system':
        say(system, rest);
        break;
      case 'user':
        say('user', [...besides, ...rest]);
        besides = [];
        break;
      case 'assistant': {
        say('user', besides);
        const { rendered, calls } = renderAssistant(message.parts, used, writing);
        if (rendered !== null) out.push(rendered);
        // Calls are answered before anything else is said.
        results = answer(calls, resultsAt(messages, index + 1), writing);
        out.push(...results.answers);
        besides = results.besides;
        if (index === messages.length - 1 && calls.length === 0) writing.losses.lose('prefill', 'behavioural');
      }
    }
  }
  say('user', besides);
  return out;
}

/** The results that the turns from `start` on hold, up to the assistant's next one. */
function resultsAt(messages: readonly Message[], start: number): readonly Result[] {
  const end = messages.findIndex(({ role }, index) => index >= start && role === 'assistant');
  return messages.slice(start, end < 0 ? messages.length : end).flatMap(({ parts }) => parts.filter(isResult));
}

type Result = Extract<Part, { type: 'tool-result' }>;

function isResult(part: Part): part is Result {
  return part.type === 'tool-result';
}

type Answers = {
  readonly answers: readonly JsonObject[];
  readonly besides: readonly Part[];
};

/** Pairs results with the calls of the turn before. A result may hold text only here; its pictures follow in the user's turn. */
function answer(calls: readonly Call[], results: readonly Result[], { losses }: Writing): Answers {
  const open = [...calls];
  const pictures: Part[] = [];
  const orphans: Part[] = [];
  const answers: JsonObject[] = [];
  for (const result of results) {
    const place = open.findIndex(({ asked }) => asked === result.callId);
    const [call] = place < 0 ? [] : open.splice(place, 1);
    const text = textOf(result.parts);
    const media = result.parts.filter(({ type }) => type === 'media');
    if (media.length > 0) losses.lose('media in a tool result', 'cosmetic');
    if (call === undefined) {
      losses.lose('result without a call', 'behavioural');
      orphans.push(
        { type: 'text', text: `Result of a tool call that is not shown (${result.callId}):\n${text}` },
        ...media,
      );
      continue;
    }
    if (media.length > 0)
      pictures.push({ type: 'text', text: `What the tool call ${call.id} returned besides text:` }, ...media);
    const words = text === '' && media.length > 0 ? 'See what follows.' : text;
    answers.push({ role: 'tool', tool_call_id: call.id, content: result.failed ? `The tool failed: ${words}` : words });
  }
  for (const { id } of open) {
    losses.lose('call without a result', 'behavioural');
    answers.push({ role: 'tool', tool_call_id: id, content: NO_RESULT });
  }
  return { answers, besides: [...pictures, ...orphans] };
}

function textOf(parts: readonly Part[]): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}

function renderAssistant(
  parts: readonly Part[],
  used: Set<string>,
  { losses }: Writing,
): { readonly rendered: JsonObject | null; readonly calls: readonly Call[] } {
  // A refusal has a field of its own here, but many servers do not read it.
  const text = parts.flatMap((part) => (part.type === 'text' || part.type === 'refusal' ? [part.text] : [])).join('');
  if (parts.some(({ type }) => type === 'refusal')) losses.lose('refusal', 'cosmetic');
  const called = parts.findIndex(({ type }) => type === 'tool-call');
  if (called >= 0 && parts.slice(called).some(({ type }) => type === 'text'))
    losses.lose('text behind a tool call', 'cosmetic');
  const calls: Call[] = [];
  const made = parts.flatMap((part) => {
    if (part.type !== 'tool-call') return [];
    const id = freshId(part.id, used);
    calls.push({ asked: part.id, id });
    return [{ id, type: 'function', function: { name: validName(part.name), arguments: JSON.stringify(part.input) } }];
  });
  // Only its maker can read thinking again.
  if (parts.some(({ type }) => type === 'thinking' || type === 'sealed-thinking'))
    losses.lose('thinking of earlier turns', 'cosmetic');
  if (parts.some(({ type }) => type === 'media')) losses.lose('media of the assistant', 'behavioural');
  if (text === '' && made.length === 0) return { rendered: null, calls };
  return {
    calls,
    rendered: {
      role: 'assistant',
      content: text === '' ? null : text,
      ...(made.length > 0 && { tool_calls: made }),
    },
  };
}

/** Some providers give every answer's calls the same ids; here they must differ in one body. */
function freshId(wanted: string, used: Set<string>): string {
  const id = validId(wanted);
  let fresh = id;
  for (let count = 2; used.has(fresh); count += 1) fresh = validId(`${id}_${count}`);
  used.add(fresh);
  return fresh;
}

/** Text alone stays a text, which every server reads; only pictures and documents need a list of parts. */
function renderContent(
  parts: readonly Part[],
  writing: Writing,
  isSystem: boolean,
): string | readonly JsonObject[] | null {
  const blocks = parts.flatMap((part) => renderPart(part, writing));
  if (blocks.length === 0) return null;
  const texts = blocks.flatMap((block) => (typeof block['text'] === 'string' ? [block['text']] : []));
  if (texts.length === blocks.length && (isSystem || texts.length === 1)) return texts.join('\n\n');
  if (isSystem) writing.losses.lose('media in the system text', 'blocking');
  return blocks;
}

function renderPart(part: Part, writing: Writing): readonly JsonObject[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'media':
      return renderMedia(part, writing);
    case 'thinking':
    case 'sealed-thinking':
    case 'tool-call':
    case 'tool-result':
      return [];
  }
}

const SOUNDS: Readonly<Record<string, string>> = {
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/mp3': 'mp3',
  'audio/mpeg': 'mp3',
};

function renderMedia(
  { mediaType, source, name }: Extract<Part, { type: 'media' }>,
  { quirks, losses }: Writing,
): readonly JsonObject[] {
  const lose = (what: string): readonly JsonObject[] => {
    losses.lose(what, 'blocking');
    return [];
  };
  if (mediaType.startsWith('image/')) {
    if (quirks.noImages === true) return lose('images');
    if (source.kind === 'url' && quirks.noImageUrls === true) return lose('image URLs');
    const url = source.kind === 'url' ? source.url : `data:${mediaType};base64,${source.data}`;
    return [{ type: 'image_url', image_url: { url } }];
  }
  if (source.kind === 'url') return lose('document URLs');
  if (mediaType.startsWith('text/') || mediaType === 'application/json') {
    const text = Buffer.from(source.data, 'base64').toString('utf8');
    return [{ type: 'text', text: name === '' ? text : `${name}:\n${text}` }];
  }
  if (mediaType === 'application/pdf') {
    return [
      {
        type: 'file',
        file: { filename: name === '' ? 'document.pdf' : name, file_data: `data:${mediaType};base64,${source.data}` },
      },
    ];
  }
  const format = SOUNDS[mediaType];
  return format === undefined ? lose(mediaType) : [{ type: 'input_audio', input_audio: { data: source.data, format } }];
}
