import { at, listAt, textAt, type JsonObject } from '../../../model/json.ts';
import { hash } from '../answer/chance.ts';
import { tokens } from '../answer/words.ts';
import {
  EVENTS,
  MODEL,
  NOWHERE,
  plainly,
  renderEvent,
  type Dialect,
  type Frame,
  type Interruption,
  type Route,
  type Asking,
  type BackgroundAnswer,
  type Telling,
  type Trouble,
} from './dialect.ts';
import { OPENAI_KEYLESS, openaiHeaders, openaiKey, openaiTrouble } from './openai-account.ts';
import { failedResponse, response, statusOf } from './responses-envelope.ts';
import { isInBackground, routeToKept } from './responses-kept.ts';
import { countResponses, readResponses, toolsOf } from './responses-request.ts';
import { signatureOf } from './signature.ts';

/** OpenAI Responses, as the API writes it: an answer is a list of items, and every event is numbered. */
export const responses: Dialect = {
  id: 'openai-responses',
  wire: {
    ...EVENTS,
    ping: () => renderEvent({ event: 'keepalive', data: '{"type":"keepalive","sequence_number":2}' }),
    unheardOf: () =>
      renderEvent({ event: 'response.weather_report', data: '{"type":"response.weather_report","sky":"clear"}' }),
  },
  keyOf: openaiKey,
  keyless: OPENAI_KEYLESS,
  route,
  read: readResponses,
  whole,
  frames,
  trouble: (cause) => openaiTrouble(cause),
  failure,
  failed: (cause, telling) => failedResponse(cause, telling),
  isInBackground,
  headers: openaiHeaders,
  answerId: (letters) => `resp_${letters}`,
  callId: (letters) => `call_${letters}`,
};

function route(asking: Asking): Route {
  const { method, path, body } = asking;
  if (path.startsWith('responses/resp_')) return routeToKept(asking, enveloped);
  if (method !== 'POST') return NOWHERE;
  if (path === 'responses') return MODEL;
  if (path !== 'responses/input_tokens') return NOWHERE;
  const count = countResponses(body, asking);
  return plainly(typeof count === 'string' ? count : { object: 'response.input_tokens', input_tokens: count });
}

/** An answer that is made in the background, as it is now. The sandbox takes no time to make one, only to tell it. */
function enveloped({ telling, ended }: BackgroundAnswer): JsonObject {
  return ended ? response(telling, 'cancelled', []) : whole(telling);
}

function whole(telling: Telling): JsonObject {
  return response(
    telling,
    statusOf(telling),
    itemsOf(telling).map(({ done }) => done),
  );
}

function frames(telling: Telling): readonly Frame[] {
  const begun = response(telling, 'in_progress', []);
  const queued = isInBackground(telling) ? response(telling, 'queued', []) : null;
  const items = itemsOf(telling);
  const status = statusOf(telling);
  const events: readonly Event[] = [
    ...(queued === null
      ? [created(begun)]
      : [created(queued), { kind: 'opening' as const, data: { type: 'response.queued', response: queued } }]),
    { kind: 'opening', data: { type: 'response.in_progress', response: begun } },
    ...items.flatMap((item, index) => eventsOf(item, index)),
    {
      kind: 'finish',
      data: {
        type: `response.${status}`,
        response: response(
          telling,
          status,
          items.map(({ done }) => done),
        ),
      },
    },
  ];
  return events.map(({ kind, data }, number) => ({
    kind,
    event: data.type,
    data: JSON.stringify({ ...data, sequence_number: number }),
  }));
}

type Event = { readonly kind: Frame['kind']; readonly data: JsonObject & { readonly type: string } };

function created(envelope: JsonObject): Event {
  return { kind: 'opening', data: { type: 'response.created', response: envelope } };
}

/** An item of the answer: whole, as it is announced, and what comes in between. */
type Item = {
  readonly done: JsonObject;
  readonly begun: JsonObject;
  /** Its events, without the place of the item, which all of them name. */
  readonly between: readonly Event[];
};

function eventsOf({ done, begun, between }: Item, index: number): readonly Event[] {
  const place = { item_id: textAt(done, 'id'), output_index: index };
  // The name of a tool is content: whoever has read it may act on it.
  const calls = at(begun, 'call_id') !== undefined;
  return [
    {
      kind: calls ? 'content' : 'between',
      data: { type: 'response.output_item.added', output_index: index, item: begun },
    },
    ...between.map(({ kind, data }): Event => ({ kind, data: { ...data, ...place } })),
    { kind: 'between', data: { type: 'response.output_item.done', output_index: index, item: done } },
  ];
}

function itemsOf(telling: Telling): readonly Item[] {
  const { answer } = telling;
  const thinks = answer.usage.thinkingTokens > 0;
  return [
    ...(thinks ? [reasoning(telling)] : []),
    ...(answer.text === '' ? [] : [message(telling)]),
    ...answer.toolCalls.map((call, index) => toolCall(telling, call, index)),
  ];
}

function idOf({ id }: Telling, prefix: string, number = 0): string {
  return `${prefix}_${id.slice('resp_'.length)}${number}`;
}

/** Thinking is shown as a summary, and what was really thought is sealed for those who want to hand it back. */
function reasoning(telling: Telling): Item {
  const { answer, provider, request } = telling;
  const sealed = listAt(request, 'include').includes('reasoning.encrypted_content');
  const base = {
    id: idOf(telling, 'rs'),
    type: 'reasoning',
    ...(sealed && { encrypted_content: signatureOf(answer.thinking, provider) }),
  };
  const text = answer.thinking;
  const part = { type: 'summary_text', text };
  const where = { summary_index: 0 };
  const shown: readonly Event[] =
    text === ''
      ? []
      : [
          {
            kind: 'between',
            data: { type: 'response.reasoning_summary_part.added', ...where, part: { ...part, text: '' } },
          },
          ...tokens(text).map((delta): Event => ({
            kind: 'thinking',
            data: padded({ type: 'response.reasoning_summary_text.delta', ...where, delta }),
          })),
          { kind: 'between', data: { type: 'response.reasoning_summary_text.done', ...where, text } },
          { kind: 'between', data: { type: 'response.reasoning_summary_part.done', ...where, part } },
        ];
  return {
    begun: { ...base, summary: [] },
    done: { ...base, summary: text === '' ? [] : [part] },
    between: shown,
  };
}

function message(telling: Telling): Item {
  const { answer } = telling;
  const refused = answer.stop === 'refused';
  const type = refused ? 'refusal' : 'output_text';
  const text = answer.text;
  const partOf = (said: string): JsonObject =>
    refused ? { type, refusal: said } : { type, annotations: [], logprobs: [], text: said };
  const base = { id: idOf(telling, 'msg'), type: 'message', role: 'assistant', phase: phaseOf(telling) };
  const where = { content_index: 0 };
  return {
    begun: { ...base, status: 'in_progress', content: [] },
    done: { ...base, status: statusOf(telling), content: [partOf(text)] },
    between: [
      { kind: 'between', data: { type: 'response.content_part.added', ...where, part: partOf('') } },
      ...tokens(text).map((delta): Event => ({
        kind: 'content',
        data: padded({ type: `response.${type}.delta`, ...where, delta, ...(!refused && { logprobs: [] }) }),
      })),
      {
        kind: 'between',
        data: { type: `response.${type}.done`, ...where, ...(refused ? { refusal: text } : { text, logprobs: [] }) },
      },
      { kind: 'between', data: { type: 'response.content_part.done', ...where, part: partOf(text) } },
    ],
  };
}

/** Words in front of a call are a comment on it. */
function phaseOf({ answer }: Telling): string {
  return answer.toolCalls.length > 0 ? 'commentary' : 'final_answer';
}

function toolCall(telling: Telling, call: Telling['answer']['toolCalls'][number], number: number): Item {
  const tool = toolsOf(telling.request).find(({ name }) => name === call.name);
  const custom = tool?.custom === true;
  // A custom tool takes words instead of JSON.
  const input = custom ? textAt(call.input, 'input') : JSON.stringify(call.input);
  const field = custom ? 'input' : 'arguments';
  const event = custom ? 'response.custom_tool_call_input' : 'response.function_call_arguments';
  const base = {
    id: idOf(telling, custom ? 'ctc' : 'fc', number),
    type: custom ? 'custom_tool_call' : 'function_call',
    call_id: call.id,
    name: call.name,
    ...(tool?.namespace !== undefined && { namespace: tool.namespace }),
  };
  return {
    begun: { ...base, status: 'in_progress', [field]: '' },
    done: { ...base, status: 'completed', [field]: input },
    between: [
      ...tokens(input).map((delta): Event => ({ kind: 'content', data: padded({ type: `${event}.delta`, delta }) })),
      { kind: 'between', data: { type: `${event}.done`, [field]: input } },
    ],
  };
}

/** The API hides the length of its tokens behind padding. */
function padded<T extends JsonObject>(data: T): T & { readonly obfuscation: string } {
  return { ...data, obfuscation: 'x7Kq0ZbTmWcd'.slice(0, hash(JSON.stringify(data)) % 12) };
}

/** Before it has begun an answer can only be followed by an error; afterwards it is the answer that failed. */
function failure(cause: Trouble, { telling, events }: Interruption): string {
  if (events === 0) {
    const { type: _, ...error } = openaiTrouble(cause).body.error;
    return renderEvent({ event: 'error', data: JSON.stringify({ type: 'error', ...error, sequence_number: events }) });
  }
  const data = { type: 'response.failed', response: failedResponse(cause, telling), sequence_number: events };
  return renderEvent({ event: data.type, data: JSON.stringify(data) });
}
