import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';
import type { Asked, ToolResult } from '../answer/asked.ts';
import { countTokens } from '../answer/words.ts';
import { MISSING_MODEL, refuse, type Read } from './dialect.ts';
import { objectAt } from './reading.ts';

const ROLES = ['system', 'user', 'assistant', 'tool'];
const EFFORTS = ['low', 'medium', 'high', 'max'];

/** Options that are whole numbers, and those that are any. Others are passed over with a warning in the server's log. */
const WHOLE = ['num_ctx', 'num_predict', 'num_keep', 'num_batch', 'num_gpu', 'top_k', 'seed', 'repeat_last_n'];
const NUMBERS = [
  'temperature',
  'top_p',
  'min_p',
  'typical_p',
  'repeat_penalty',
  'presence_penalty',
  'frequency_penalty',
];

/** A chat request as the simulated model sees it, or what the server would say against it. */
export function readOllama(body: JsonObject): Read {
  const complaint = complaintAbout(body) ?? complaintAboutMessages(listAt(body, 'messages'));
  if (complaint !== null) return refuse('invalid', complaint);
  const model = textAt(body, 'model');
  if (model.includes(MISSING_MODEL)) return refuse('no-such-model', `model '${model}' not found`);
  return { ok: true, asked: toAsked(body) };
}

function complaintAbout(body: JsonObject): string | null {
  if (textAt(body, 'model') === '') return 'model is required';
  if (!isArray(at(body, 'messages') ?? [])) return wrongType('messages', '[]api.Message', at(body, 'messages'));
  if (!isArray(at(body, 'tools') ?? [])) return wrongType('tools', 'api.Tools', at(body, 'tools'));
  for (const tool of listAt(body, 'tools')) {
    if (!isObject(at(tool, 'function'))) return wrongType('tools.function', 'api.ToolFunction', at(tool, 'function'));
  }
  const stream = at(body, 'stream') ?? true;
  if (typeof stream !== 'boolean') return wrongType('stream', 'bool', stream);
  return complaintAboutSettings(body);
}

function complaintAboutSettings(body: JsonObject): string | null {
  const format = at(body, 'format') ?? '';
  if (format !== '' && format !== 'json' && !isObject(format)) {
    return `invalid format: ${JSON.stringify(format)}; expected "json" or a valid JSON Schema object`;
  }
  const think = at(body, 'think') ?? false;
  if (typeof think !== 'boolean' && !(typeof think === 'string' && EFFORTS.includes(think))) {
    return `invalid think value: ${JSON.stringify(think)} (must be "high", "medium", "low", "max", true, or false)`;
  }
  const options = at(body, 'options') ?? {};
  if (!isObject(options)) return wrongType('options', 'map[string]interface {}', options);
  for (const [name, value] of Object.entries(options)) {
    if (value === null) continue;
    if (WHOLE.includes(name) && typeof value !== 'number')
      return `option ${JSON.stringify(name)} must be of type integer`;
    if (NUMBERS.includes(name) && typeof value !== 'number')
      return `option ${JSON.stringify(name)} must be of type float32`;
    if (name === 'stop' && !isArray(value)) return 'option "stop" must be of type array';
  }
  return null;
}

/** Stricter than the server in one thing: what its templates leave out without a word is refused here. */
function complaintAboutMessages(messages: readonly Json[]): string | null {
  let calls = 0;
  for (const message of messages) {
    const role = textAt(message, 'role');
    if (!ROLES.includes(role)) return `invalid role: ${JSON.stringify(role)}`;
    const content = at(message, 'content') ?? '';
    if (typeof content !== 'string') return wrongType('messages.content', 'string', content);
    for (const image of listAt(message, 'images')) {
      if (typeof image !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(image))
        return 'illegal base64 data at input byte 4';
    }
    for (const call of listAt(message, 'tool_calls')) {
      const given = at(call, 'function', 'arguments') ?? {};
      if (!isObject(given))
        return wrongType('messages.tool_calls.function.arguments', 'map[string]interface {}', given);
    }
    calls += listAt(message, 'tool_calls').length;
    if (role !== 'tool') continue;
    if (calls === 0) return 'a tool message must follow a tool call';
    calls -= 1;
  }
  return null;
}

function wrongType(field: string, wanted: string, value: Json | undefined): string {
  const got = isArray(value)
    ? 'array'
    : isObject(value)
      ? 'object'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value;
  return `json: cannot unmarshal ${got} into Go struct field ChatRequest.${field} of type ${wanted}`;
}

function toAsked(body: JsonObject): Asked {
  const messages = listAt(body, 'messages');
  const results = resultsIn(messages);
  const limit = at(body, 'options', 'num_predict');
  const stop = listAt(body, 'options', 'stop');
  const format = at(body, 'format');
  return {
    model: textAt(body, 'model'),
    stream: at(body, 'stream') !== false,
    usage: true,
    text:
      results.length > 0
        ? ''
        : textAt(
            messages.findLast((message) => textAt(message, 'role') === 'user'),
            'content',
          ),
    results,
    tools: listAt(body, 'tools').map((tool) => ({
      name: textAt(tool, 'function', 'name'),
      schema: objectAt(tool, 'function', 'parameters'),
    })),
    toolChoice: { kind: 'auto' },
    parallelTools: true,
    output: isObject(format)
      ? { kind: 'schema', schema: format }
      : format === 'json'
        ? { kind: 'json' }
        : { kind: 'text' },
    thinking: (at(body, 'think') ?? false) === false ? 'off' : 'shown',
    // Below zero is without a limit.
    maxTokens: typeof limit === 'number' && limit >= 0 ? limit : null,
    stop: stop.filter((text) => typeof text === 'string'),
    history: JSON.stringify(messages),
    inputTokens: countTokens(JSON.stringify([at(body, 'tools') ?? 0, messages])),
    prefix: null,
    keep: null,
  };
}

/** What the tools said last, named by the message, by the call's id, or by the order of the calls. */
function resultsIn(messages: readonly Json[]): readonly ToolResult[] {
  const asker = messages.findLastIndex((message) => textAt(message, 'role') !== 'tool');
  const calls = listAt(messages[asker], 'tool_calls');
  const name = (message: Json, index: number): string => {
    const said = textAt(message, 'tool_name');
    if (said !== '') return said;
    const id = textAt(message, 'tool_call_id');
    const call = calls.find((one) => id !== '' && textAt(one, 'id') === id) ?? calls[index];
    return textAt(call, 'function', 'name') || '?';
  };
  return messages
    .slice(asker + 1)
    .map((message, index) => ({ name: name(message, index), text: textAt(message, 'content') }));
}
