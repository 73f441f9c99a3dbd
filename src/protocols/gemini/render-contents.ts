import type { Message, Part } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { CONTINUE, withSystemFirst } from '../turns.ts';
import { type Media, renderAnswer, renderMedia, renderSpoken, type ToolCall, type Writing } from './render-parts.ts';
import { validName } from './terms.ts';

type Result = Extract<Part, { readonly type: 'tool-result' }>;
/** A call that was made, and the id under which it stands in this body. */
type Call = { readonly asked: string; readonly id: string; readonly name: string };

const NO_RESULT = '[no result]';
const SILENCE: JsonObject = { role: 'user', parts: [{ text: '' }] };

/**
 * The turns behind the first words of the system, as Gemini takes them: every turn with calls is followed by one content that holds a
 * result for each, in the order of the calls and nothing else; what the system says later becomes a reminder in a turn of the
 * user; and the user has the first word, if an empty one.
 */
export function renderContents(messages: readonly Message[], writing: Writing): readonly JsonObject[] {
  const { messages: turns, moved } = withSystemFirst(messages);
  if (moved) writing.losses.lose('system between turns', 'behavioural');
  const contents = renderTurns(joinAnswers(turns), writing);
  const first = contents[0]?.['role'] === 'user' ? [] : [SILENCE];
  const isPrefilled = contents.at(-1)?.['role'] === 'model';
  if (!isPrefilled || writing.quirks.noPrefill !== true) return [...first, ...contents];
  writing.losses.lose('prefill', 'behavioural');
  return [...first, ...contents, { role: 'user', parts: [{ text: CONTINUE }] }];
}

function renderTurns(turns: readonly Message[], writing: Writing): readonly JsonObject[] {
  const contents: JsonObject[] = [];
  const used = new Set<string>();
  let besides: readonly Part[] = [];

  const say = (role: 'user' | 'model', parts: readonly JsonObject[]): void => {
    if (parts.length > 0) contents.push({ role, parts });
  };
  const answer = (calls: readonly Call[], start: number): void => {
    const answers = answerCalls(calls, resultsAt(turns, start), writing);
    say('user', answers.responses);
    ({ besides } = answers);
  };

  answer([], 0);
  for (const [index, { role, parts }] of turns.entries()) {
    if (role !== 'assistant') {
      say('user', renderSpoken([...besides, ...parts], writing));
      besides = [];
      continue;
    }
    say('user', renderSpoken(besides, writing));
    const calls: Call[] = [];
    const identify = (call: ToolCall): string => {
      const id = freshId(call.id, used);
      calls.push({ asked: call.id, id, name: validName(call.name) });
      return id;
    };
    say('model', renderAnswer(parts, identify, writing));
    answer(calls, index + 1);
  }
  say('user', renderSpoken(besides, writing));
  return contents;
}

/** Turns of the assistant that follow one another are one: a call has to stand behind the user's words or behind results. */
function joinAnswers(messages: readonly Message[]): readonly Message[] {
  const joined: Message[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (message.role === 'assistant' && last?.role === 'assistant') {
      joined[joined.length - 1] = { role: 'assistant', parts: [...last.parts, ...message.parts] };
    } else joined.push(message);
  }
  return joined;
}

/** The results that the turns from `start` on hold, up to the assistant's next one. */
function resultsAt(turns: readonly Message[], start: number): readonly Result[] {
  const end = turns.findIndex(({ role }, index) => index >= start && role === 'assistant');
  return turns.slice(start, end < 0 ? turns.length : end).flatMap(({ parts }) => parts.filter(isResult));
}

function isResult(part: Part): part is Result {
  return part.type === 'tool-result';
}

/** Some callers give several calls the same id; here they must differ in one body. */
function freshId(wanted: string, used: Set<string>): string {
  let id = wanted;
  for (let count = 2; used.has(id); count += 1) id = `${wanted}_${count}`;
  used.add(id);
  return id;
}

type Answers = {
  /** One for each call, in the order of the calls. */
  readonly responses: readonly JsonObject[];
  /** What has to follow in a content of its own. */
  readonly besides: readonly Part[];
};

function answerCalls(calls: readonly Call[], results: readonly Result[], writing: Writing): Answers {
  const { losses } = writing;
  const open = [...results];
  const besides: Part[] = [];
  const responses = calls.map((call) => {
    const place = open.findIndex(({ callId }) => callId === call.asked);
    const [result] = place < 0 ? [] : open.splice(place, 1);
    if (result === undefined) {
      losses.lose('call without a result', 'behavioural');
      return respond(call, { response: { error: NO_RESULT } });
    }
    return respond(call, renderResult(result, call, besides, writing));
  });
  for (const { callId, parts } of open) {
    losses.lose('result without a call', 'behavioural');
    besides.push({ type: 'text', text: `Result of a tool call that is not shown (${callId}):\n${textOf(parts)}` });
    besides.push(...parts.filter(isMedia));
  }
  return { responses, besides };
}

function respond({ id, name }: Call, rest: JsonObject): JsonObject {
  return { functionResponse: { id, name, ...rest } };
}

/** What Gemini 3 takes inside of a result. */
const INSIDE = /^(image\/(png|jpeg|webp)|application\/pdf|text\/plain)$/;

function renderResult(result: Result, { id }: Call, besides: Part[], writing: Writing): JsonObject {
  const { quirks, losses } = writing;
  if (result.cache !== undefined) losses.lose('cache_control', 'cosmetic');
  const media = result.parts.filter(isMedia);
  const inside = quirks.mediaInResults === true ? media.filter(({ mediaType }) => INSIDE.test(mediaType)) : [];
  const outside = media.filter((part) => !inside.includes(part));
  if (outside.length > 0) {
    losses.lose('media in a tool result', 'cosmetic');
    besides.push({ type: 'text', text: `What the tool call ${id} returned besides text:` }, ...outside);
  }
  const text = textOf(result.parts);
  const words = text === '' && outside.length > 0 ? 'See what follows.' : text;
  return {
    response: result.failed ? { error: words } : words === '' && inside.length > 0 ? {} : { output: words },
    ...(inside.length > 0 && { parts: inside.flatMap((part) => renderMedia(part, writing)) }),
  };
}

function isMedia(part: Part): part is Media {
  return part.type === 'media';
}

function textOf(parts: readonly Part[]): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}
