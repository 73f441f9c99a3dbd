import type { Part, Tool } from '../../model/conversation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { freeTextOf } from '../free-text.ts';
import { renderAnnotation } from './parse-content.ts';
import { itemId, MINTED_SEAL, validId } from './terms.ts';

/** What an answer consists of, in a stream and as a whole. */
export type Answered = { readonly id: string; readonly model: string; readonly output: readonly JsonObject[] };

/**
 * An answer with all the fields that clients read. What the caller asked for is not known here, so those that repeat it have the
 * values of a request that says nothing.
 */
export function responseOf({ id, model, output }: Answered, state: JsonObject): JsonObject {
  return {
    id,
    object: 'response',
    // There is no clock here, and no client reads it.
    created_at: 0,
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    model,
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    store: false,
    temperature: null,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: null,
    truncation: 'disabled',
    usage: null,
    user: null,
    metadata: {},
    ...state,
  };
}

/** How far an item is. */
export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** The items of an answer, one for each of its parts. */
export function renderParts(parts: readonly Part[], response: string, tools: readonly Tool[]): readonly JsonObject[] {
  const items: JsonObject[] = [];
  for (const part of parts) items.push(...renderPart(part, response, { index: items.length, tools }));
  return items;
}

type Place = { readonly index: number; readonly tools: readonly Tool[] };

function renderPart(part: Part, response: string, { index, tools }: Place): readonly JsonObject[] {
  switch (part.type) {
    case 'text':
      if (part.text === '') return [];
      return [
        message(
          itemId('msg', response, index),
          outputText(part.text, (part.citations ?? []).map(renderAnnotation)),
          'completed',
        ),
      ];
    case 'refusal':
      return [message(itemId('msg', response, index), refusalPart(part.text), 'completed')];
    case 'thinking':
      return [thought(itemId('rs', response, index), part.text, part.signature)];
    case 'sealed-thinking':
      return [thought(itemId('rs', response, index), '', part.data)];
    case 'tool-call': {
      const kind = kindOfCall(part.name, tools);
      const id = itemId(kind.prefix, response, index);
      return [call({ id, callId: part.id, kind }, JSON.stringify(part.input), 'completed')];
    }
    case 'media':
    case 'tool-result':
      // No model answers with these over this dialect.
      return [];
  }
}

export function message(id: string, part: JsonObject | null, status: ItemStatus): JsonObject {
  return { id, type: 'message', status, role: 'assistant', content: part === null ? [] : [part] };
}

export function outputText(text: string, annotations: readonly JsonObject[]): JsonObject {
  return { type: 'output_text', text, annotations, logprobs: [] };
}

export function refusalPart(refusal: string): JsonObject {
  return { type: 'refusal', refusal };
}

/** What closes a thought that nobody sealed. */
export const MINTED_THOUGHT: JsonObject = { encrypted_content: MINTED_SEAL };

/** Clients send thoughts back, and one without a seal would make OpenAI look for what it does not keep. */
export function thought(id: string, text: string, seal: string): JsonObject {
  const summary = text === '' ? [] : [{ type: 'summary_text', text }];
  return { id, type: 'reasoning', summary, encrypted_content: seal === '' ? MINTED_SEAL : seal };
}

/** What a call of a tool looks like: its name, its namespace, and whether its input is JSON or free text. */
export type CallKind = { readonly prefix: 'fc' | 'ctc'; readonly named: JsonObject };

export function kindOfCall(name: string, tools: readonly Tool[]): CallKind {
  const tool = tools.find((one) => one.name === name);
  const named = tool?.origin === undefined ? { name } : { name: tool.origin.name, namespace: tool.origin.namespace };
  return { prefix: tool?.freeText === undefined ? 'fc' : 'ctc', named };
}

export type CallPlace = { readonly id: string; readonly callId: string; readonly kind: CallKind };

/** `json` is the input as JSON text; of free text it is the object around it. */
export function call({ id, callId, kind }: CallPlace, json: string, status: ItemStatus): JsonObject {
  const common = { id, status, call_id: validId(callId), ...kind.named };
  if (kind.prefix === 'fc') return { ...common, type: 'function_call', arguments: json };
  return { ...common, type: 'custom_tool_call', input: freeText(json) };
}

/** The free text in the JSON of a call. What is no JSON at all, because the answer was cut short, is handed on as it is. */
export function freeText(json: string): string {
  if (json === '') return '';
  let input: Json;
  try {
    input = JSON.parse(json);
  } catch {
    return json;
  }
  return freeTextOf(input);
}
