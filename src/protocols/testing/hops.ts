import { readRecordings, recorded, type Recording } from '../../../test/fixtures/anthropic-recordings.ts';
import type { Conversation, Part } from '../../model/conversation.ts';
import { isArray, isObject, type Json } from '../../model/json.ts';
import type { ProtocolId, Quirks } from '../protocol.ts';

/** Where recorded requests of each dialect went: as the list of recordings says it, and the address itself. */
const WHERE: Readonly<Record<ProtocolId, readonly [endpoint: RegExp, address: RegExp]>> = {
  anthropic: [/^POST \/v1\/messages$/, /api\.anthropic\.com.*\/v1\/messages(\?|$)/],
  'openai-chat': [/^POST .*\/chat\/completions$/, /\/chat\/completions(\?|$)/],
  'openai-responses': [/^POST .*\/responses$/, /api\.openai\.com.*\/responses(\?|$)/],
  gemini: [/^POST .*:(generate|streamGenerate)Content$/, /googleapis\.com.*:(generate|streamGenerate)Content(\?|$)/],
  ollama: [/^POST .*\/api\/chat$/, /\/api\/chat(\?|$)/],
};

/** What a server took. */
export function accepted(id: ProtocolId): readonly Recording[] {
  if (!recorded) return [];
  const [endpoint, address] = WHERE[id];
  return readRecordings(endpoint, address).filter(({ status }) => status === 200);
}

/** What servers of these recordings are known to need. */
export function quirksIn(path: string): Quirks {
  if (/mistral/.test(path)) return { shortIds: true, noUserAfterResults: true, oldMaxTokens: true };
  return /gemini|google/.test(path) ? { webSearch: 'asked' } : {};
}

/** Fields that hold whatever a caller or a model puts there. */
// oxfmt-ignore
const DATA = new Set([
  'input_schema', 'parameters', 'schema', 'parametersJsonSchema', 'responseJsonSchema', 'responseSchema', 'args', 'response',
  'properties', 'arguments',
]);

/** The form of a body without its contents: each field with where it stands and of what kind that is. */
export function formOf(value: Json, path = ''): ReadonlySet<string> {
  const form = new Set<string>();
  const walk = (one: Json, place: string): void => {
    if (isArray(one)) {
      for (const item of one) walk(item, `${place}[]`);
    } else if (isObject(one)) {
      const kinds = [one['role'], one['type']].filter((kind) => typeof kind === 'string').join(' ');
      for (const [key, inner] of Object.entries(one)) {
        const isInput = key === 'input' && kinds === 'tool_use';
        if (inner === null) continue;
        if (isInput || DATA.has(key)) form.add(`${place}(${kinds}).${key}`);
        else walk(inner, `${place}(${kinds}).${key}`);
      }
    } else form.add(`${place}: ${typeof one}`);
  };
  walk(value, path);
  return form;
}

/**
 * What happens in a conversation, without its words: who calls, what comes back, which media are shown, and which tool has to be
 * called. Media of results stand behind all of them, because not every dialect can show them inside.
 */
export function happens({ messages, toolChoice }: Conversation): Happenings {
  const turns: { role: string; what: string[] }[] = [];
  for (const { role, parts } of messages) {
    const what = [...parts.flatMap(happening), ...parts.flatMap(shownIn)];
    const last = turns.at(-1);
    if (role === 'system' || what.length === 0) continue;
    if (last?.role === role) last.what.push(...what);
    else turns.push({ role, what });
  }
  return { turns, toolChoice };
}

export type Happenings = {
  readonly turns: readonly { readonly role: string; readonly what: readonly string[] }[];
  readonly toolChoice: Conversation['toolChoice'];
};

/** One conversation of which several providers were asked to go on, and how far it has come. */
export type Held = {
  readonly name: string;
  readonly provider: string;
  readonly calls: number;
  readonly happens: Happenings;
};

/** Null for recordings that stand alone, and for those in which the model did something else than everybody else. */
export function heldIn({ path }: Recording, conversation: Conversation): Held | null {
  const test = /(test_multimodal_tool_returns|test_tool_choice_matrix)\/.*\[(.+)-([a-z0-9_]+)\]/.exec(path);
  const [, about = '', which = '', provider = ''] = test ?? [];
  const what = happens(conversation);
  const calls = conversation.messages.flatMap(({ parts }) => parts.filter(({ type }) => type === 'tool-call')).length;
  const shows = what.turns.some((turn) => turn.what.some((one) => !/^(calls|a result)/.test(one)));
  // Where a file was asked for and none was shown, the tool complained about the call.
  const isDetour = about.startsWith('test_multimodal') && (calls > 1 || shows !== calls > 0);
  // Mistral can only be told to call some tool, so its client leaves out the others.
  const isOther = about === 'test_tool_choice_matrix' && provider === 'mistral';
  return test === null || isDetour || isOther ? null : { name: `${about} ${which}`, provider, calls, happens: what };
}

function happening(part: Part): readonly string[] {
  switch (part.type) {
    case 'tool-call':
      return [`calls ${part.name}`];
    case 'tool-result':
      return ['a result'];
    case 'media':
      return [kindOf(part.mediaType)];
    case 'text':
    case 'refusal':
    case 'thinking':
    case 'sealed-thinking':
      return [];
  }
}

function shownIn(part: Part): readonly string[] {
  return part.type === 'tool-result' ? part.parts.flatMap(happening) : [];
}

function kindOf(mediaType: string): string {
  return mediaType.startsWith('image/') ? 'a picture' : mediaType;
}
