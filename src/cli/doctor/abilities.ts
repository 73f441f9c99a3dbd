import { ask, type Conversation, type Part, type Tool } from '../../model/conversation.ts';
import { isObject, type Json, textAt } from '../../model/json.ts';
import type { Check } from './checks.ts';
import type { Asked, Asker } from './question.ts';

/** What clients need of a target beside an answer. `unproved`: something else went wrong when it was tried. */
export type Ability = 'tools' | 'schemas' | 'images';
export type Abilities = Readonly<Record<Ability, 'yes' | 'no' | 'unproved'>>;

/** How many questions it takes to find out. */
export const ABILITY_QUESTIONS = 4;
/** What an answer to one of them may cost, output tokens. */
export const ABILITY_TOKENS = 300;

/** Tries what the clients of a route need, one question after the other. */
export async function tryAbilities(asker: Asker, check: Check): Promise<Abilities> {
  return {
    tools: await useTool(asker, check),
    schemas: judged(await asker.ask(check, CAPITAL), fitsSchema),
    images: judged(await asker.ask(check, PICTURE), () => true),
  };
}

const settings = { maxTokens: ABILITY_TOKENS };

const TOOL: Tool = {
  name: 'time_in',
  description: 'Tells the time in a city.',
  inputSchema: {
    type: 'object',
    properties: { city: { type: 'string', description: 'The name of the city.' } },
    required: ['city'],
  },
  strict: false,
};

const QUESTION: Conversation = { ...ask('Use the tool: what time is it in Paris?'), tools: [TOOL], settings };

const CAPITAL: Conversation = {
  ...ask('What is the capital of France?'),
  settings,
  output: {
    kind: 'schema',
    name: 'answer',
    schema: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    },
    strict: true,
  },
};

/** A red square of 32 by 32 pixels. */
const RED =
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAAJ0lEQVR42u3NsQkAAAjAsP7/tF7hIASyp6lTCQQCgUAgEAgEgi/BAjLD/C5w/SM9AAAAAElFTkSuQmCC';

const PICTURE: Conversation = {
  ...ask(''),
  settings,
  messages: [
    {
      role: 'user',
      parts: [
        { type: 'media', mediaType: 'image/png', source: { kind: 'base64', data: RED }, name: '' },
        { type: 'text', text: 'Which colour is this? One word.' },
      ],
    },
  ],
};

/** There and back: a call with the input that the tool wants, and words about its result. */
async function useTool(asker: Asker, check: Check): Promise<'yes' | 'no' | 'unproved'> {
  const asked = await asker.ask(check, QUESTION);
  const called = judged(asked, (parts) => callIn(parts) !== null);
  const call = asked.kind === 'answered' ? callIn(asked.reply.parts) : null;
  if (called !== 'yes' || call === null) return called;
  const messages: Conversation['messages'] = [
    ...QUESTION.messages,
    { role: 'assistant', parts: [call] },
    {
      role: 'user',
      parts: [{ type: 'tool-result', callId: call.id, parts: [{ type: 'text', text: '14:30' }], failed: false }],
    },
  ];
  return judged(await asker.ask(check, { ...QUESTION, messages }), (parts) =>
    parts.some(({ type }) => type === 'text'),
  );
}

function callIn(parts: readonly Part[]): Extract<Part, { type: 'tool-call' }> | null {
  const call = parts.find((part) => part.type === 'tool-call');
  return call !== undefined && call.name === TOOL.name && textAt(call.input, 'city') !== '' ? call : null;
}

function fitsSchema(parts: readonly Part[]): boolean {
  try {
    const json: Json = JSON.parse(parts.map((part) => (part.type === 'text' ? part.text : '')).join(''));
    return isObject(json) && typeof json['city'] === 'string';
  } catch {
    // Words around it, or half of it.
    return false;
  }
}

/** A refusal of the question says that it cannot; anything else that goes wrong says nothing. */
function judged(asked: Asked, fits: (parts: readonly Part[]) => boolean): 'yes' | 'no' | 'unproved' {
  if (asked.kind === 'answered') return fits(asked.reply.parts) ? 'yes' : 'no';
  return ['invalid', 'unsayable', 'garbled', 'empty', 'too-long'].includes(asked.fault.kind) ? 'no' : 'unproved';
}
