import type { CacheTime, Message, Part } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { freeTextOf } from '../free-text.ts';
import { shortened } from '../names.ts';
import type { Quirks } from '../protocol.ts';
import { isMinted, replayDetail } from './details.ts';
import { renderContent, renderText } from './render-content.ts';
import { isFreeHere } from './render-tools.ts';
import { signedCall } from './response.ts';
import { validId, validName } from './terms.ts';
import { hintOf, type Writing } from './writing.ts';

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
function answer(calls: readonly Call[], results: readonly Result[], writing: Writing): Answers {
  const { losses } = writing;
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
    const content = renderText(result.failed ? `The tool failed: ${words}` : words, hintOf(result.cache, writing));
    answers.push({ role: 'tool', tool_call_id: call.id, content });
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

type Turn = { readonly rendered: JsonObject | null; readonly calls: readonly Call[] };

function renderAssistant(parts: readonly Part[], used: Set<string>, writing: Writing): Turn {
  const { losses } = writing;
  // A refusal has a field of its own here, but many servers do not read it.
  const text = parts.flatMap((part) => (part.type === 'text' || part.type === 'refusal' ? [part.text] : [])).join('');
  if (parts.some(({ type }) => type === 'refusal')) losses.lose('refusal', 'cosmetic');
  if (parts.some((part) => part.type === 'text' && part.citations !== undefined)) losses.lose('citations', 'cosmetic');
  if (parts.some(({ type }) => type === 'media')) losses.lose('media of the assistant', 'behavioural');
  const called = parts.findIndex(({ type }) => type === 'tool-call');
  if (called >= 0 && parts.slice(called).some(({ type }) => type === 'text'))
    losses.lose('text behind a tool call', 'cosmetic');
  const calls: Call[] = [];
  const made = parts.flatMap((part) => {
    if (part.type !== 'tool-call') return [];
    const id = freshId(part.id, used, writing.quirks);
    calls.push({ asked: part.id, id });
    return [renderCall(part, id, writing)];
  });
  const thoughts = renderThoughts(parts, writing);
  // Thinking alone is no turn: servers refuse a message without words and calls.
  if (text === '' && made.length === 0) return { rendered: null, calls };
  const hint = hintOf(parts.flatMap(hintIn).at(-1), writing);
  return {
    calls,
    rendered: {
      role: 'assistant',
      content: text === '' ? null : renderText(text, hint),
      ...thoughts,
      ...(made.length > 0 && { tool_calls: made }),
    },
  };
}

function hintIn(part: Part): readonly CacheTime[] {
  return part.type === 'text' && part.cache !== undefined ? [part.cache] : [];
}

function renderCall(part: Extract<Part, { type: 'tool-call' }>, id: string, writing: Writing): JsonObject {
  const name = validName(part.name);
  if (isFreeHere(part.name, writing)) return { id, type: 'custom', custom: { name, input: freeTextOf(part.input) } };
  const { signature } = part;
  const signed = signature === undefined || isMinted(signature) ? {} : signedCall(signature);
  return { id, type: 'function', function: { name, arguments: JSON.stringify(part.input) }, ...signed };
}

/**
 * Thinking of earlier turns. Only its maker can read it again: as details where it came as such, as text where a server insists
 * on having it back, even if there is none.
 */
function renderThoughts(parts: readonly Part[], { quirks, losses }: Writing): JsonObject {
  const thoughts = parts.filter((part) => part.type === 'thinking' || part.type === 'sealed-thinking');
  const details = thoughts.flatMap((thought) => replayDetail(thought) ?? []);
  const text = thoughts.map((thought) =>
    thought.type === 'thinking' && !isMinted(thought.signature) ? thought.text : '',
  );
  const isBack = quirks.thoughtsBack === true;
  if (!isBack && details.length < thoughts.length) losses.lose('thinking of earlier turns', 'cosmetic');
  return {
    ...(isBack && { reasoning_content: text.join('') }),
    ...(details.length > 0 && { reasoning_details: details }),
  };
}

/** Some providers give every answer's calls the same ids; here they must differ in one body. */
function freshId(wanted: string, used: Set<string>, { shortIds }: Quirks): string {
  const fit = shortIds === true ? shortened : validId;
  const id = fit(wanted);
  let fresh = id;
  for (let count = 2; used.has(fresh); count += 1) fresh = fit(`${id}_${count}`);
  used.add(fresh);
  return fresh;
}
