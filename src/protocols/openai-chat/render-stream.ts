import { numberAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { ReplyEvent, Usage } from '../../model/reply.ts';
import type { Feed, Frame, StreamOptions } from '../protocol.ts';
import { renderDetail, type Thought } from './details.ts';
import { renderError } from './error.ts';
import { isFree, signedCall } from './response.ts';
import { completionId, renderStop, renderUsage, validId } from './terms.ts';
import { followWrittenParts, type WrittenParts } from './written-parts.ts';

const DONE: Frame = { event: '', data: '[DONE]' };

/**
 * Writes the chunks of Chat Completions: the role first, then what is said, why it ended, the usage where it was asked for,
 * and `[DONE]`. A fault ends the stream with an error and without `[DONE]`. Behind a beginning that another attempt wrote,
 * no role is said again. Signatures, free text and citations are said when their part is over: only then are they whole.
 */
export function renderStream({ model, after, usage: wantsUsage, tools = [] }: StreamOptions): Feed<ReplyEvent, Frame> {
  const parts = followWrittenParts(numberAt(after?.told, 'length'));
  const created = numberAt(after?.told, 'created');
  /** Of the beginning that this goes on behind: all chunks of an answer have one id. */
  const begunId = textAt(after?.told, 'id');
  let id = begunId === '' ? completionId('') : begunId;
  let usage: Usage | null = null;
  let calls = -1;
  let over = false;

  const chunk = (choices: Json, more: JsonObject = {}): Frame => ({
    event: '',
    data: JSON.stringify({ id, object: 'chat.completion.chunk', created, model, choices, ...more }),
  });
  /** What is the same in every chunk, printed once: nearly all of them differ in a word. */
  const beginning = (): string =>
    `${JSON.stringify({ id, object: 'chat.completion.chunk', created, model }).slice(0, -1)},"choices":[{"index":0,"delta":`;
  let begun = beginning();
  const delta = (content: JsonObject): Frame => ({
    event: '',
    data: `${begun}${JSON.stringify(content)},"finish_reason":null}]}`,
  });

  const render = (event: ReplyEvent): readonly Frame[] => {
    switch (event.type) {
      case 'start':
        id = begunId === '' ? completionId(event.id) : begunId;
        begun = beginning();
        return after === null ? [delta({ role: 'assistant', content: '' })] : [];
      case 'text':
        parts.text(event.text);
        return event.text === '' ? [] : [delta({ content: event.text })];
      case 'thinking':
        parts.thought(event.text);
        return event.text === '' ? [] : [delta({ reasoning_content: event.text })];
      case 'refusal':
        return event.text === '' ? [] : [delta({ refusal: event.text })];
      case 'tool-call': {
        calls += 1;
        const free = isFree(event.name, tools);
        if (free) parts.freeCall(calls);
        return [delta({ tool_calls: [{ index: calls, id: validId(event.id), ...begunCall(event, free) }] })];
      }
      case 'tool-input':
        if (event.json === '' || parts.freeInput(event.json)) return [];
        return [delta({ tool_calls: [{ index: calls, function: { arguments: event.json } }] })];
      case 'usage':
        ({ usage } = event);
        return [];
      case 'citation':
        parts.cite(event.citation);
        return [];
      case 'signature':
        return detailsOf({ type: 'thinking', text: parts.thought(''), signature: event.signature }, event.part).map(
          delta,
        );
      case 'sealed-thinking':
        return detailsOf({ type: 'sealed-thinking', data: event.data }, event.part).map(delta);
      case 'end': {
        over = true;
        const end = chunk([{ index: 0, delta: {}, finish_reason: renderStop(event.stop) }]);
        return wantsUsage && usage !== null ? [end, chunk([], { usage: renderUsage(usage) }), DONE] : [end, DONE];
      }
      case 'fault':
        over = true;
        return [{ event: '', data: JSON.stringify(renderError(event.fault)) }];
    }
  };

  return (event) => (event === null || over ? [] : [...leftBefore(event, parts).map(delta), ...render(event)]);
}

/** What the part before still has to say. */
function leftBefore(event: ReplyEvent, parts: WrittenParts): readonly JsonObject[] {
  if ('part' in event) return parts.enter(event.part);
  return event.type === 'end' ? parts.enter(-1) : [];
}

function begunCall({ name, signature }: Extract<ReplyEvent, { type: 'tool-call' }>, free: boolean): JsonObject {
  if (free) return { type: 'custom', custom: { name, input: '' } };
  return { type: 'function', function: { name, arguments: '' }, ...signedCall(signature) };
}

function detailsOf(thought: Thought, part: number): readonly JsonObject[] {
  const detail = renderDetail(thought, part);
  return detail === null ? [] : [{ reasoning_details: [detail] }];
}
