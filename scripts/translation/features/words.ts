import type { Conversation, Part } from '../../../src/model/conversation.ts';
import type { Json } from '../../../src/model/json.ts';
import { type Feature, MARK, partsOf, userSays, WORD } from '../feature.ts';

const textOf = (parts: readonly Part[]): string =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('');

const beginning = ({ messages: [first] }: Conversation): Json =>
  first?.role === 'system' ? textOf(first.parts) : null;
const roles = ({ messages }: Conversation): Json => messages.map(({ role }) => role);
const lastTurn = ({ messages }: Conversation): Json => {
  const last = messages.at(-1);
  return last === undefined ? null : `${last.role}: ${textOf(last.parts)}`;
};
const hints = (said: Conversation): Json =>
  partsOf(said).flatMap((part) => ('cache' in part && part.cache !== undefined ? [part.cache] : []));

const question = (text: string): { readonly role: string; readonly content: string } => ({
  role: 'user',
  content: text,
});
const BETWEEN = [
  question('Hello'),
  { role: 'assistant', content: 'Yes?' },
  { role: 'system', content: WORD },
  question('Go on'),
];
const FIRST = [{ role: 'system', content: WORD }, question('Hello')];

export const WORDS: readonly Feature[] = [
  {
    title: 'system text',
    aspect: beginning,
    mark: MARK,
    said: {
      anthropic: ['`system`', { system: WORD }],
      'openai-chat': ['role `system`', { messages: FIRST }],
      'openai-responses': ['`instructions`', { instructions: WORD }],
      gemini: ['`systemInstruction`', { systemInstruction: { parts: [{ text: WORD }] } }],
      ollama: ['role `system`', { messages: FIRST }],
      'ollama-generate': ['`system`', { system: WORD }],
    },
  },
  {
    title: 'system text between turns',
    aspect: roles,
    mark: MARK,
    said: {
      anthropic: ['role `system`', { messages: BETWEEN }],
      'openai-chat': ['role `system`', { messages: BETWEEN }],
      'openai-responses': [
        'role `developer`',
        { input: BETWEEN.map((turn) => (turn.role === 'system' ? { ...turn, role: 'developer' } : turn)) },
      ],
      ollama: ['role `system`', { messages: BETWEEN }],
    },
  },
  {
    title: 'beginning of the answer (prefill)',
    aspect: lastTurn,
    mark: MARK,
    said: {
      anthropic: ['last role `assistant`', { messages: [question('Hello'), { role: 'assistant', content: WORD }] }],
      'openai-chat': ['last role `assistant`', { messages: [question('Hello'), { role: 'assistant', content: WORD }] }],
      'openai-responses': [
        'last role `assistant`',
        { input: [question('Hello'), { role: 'assistant', content: WORD }] },
      ],
      gemini: [
        'last role `model`',
        {
          contents: [
            { role: 'user', parts: [{ text: 'Hello' }] },
            { role: 'model', parts: [{ text: WORD }] },
          ],
        },
      ],
      ollama: ['last role `assistant`', { messages: [question('Hello'), { role: 'assistant', content: WORD }] }],
    },
  },
  {
    title: 'name of a speaker',
    mark: MARK,
    said: { 'openai-chat': ['`messages[].name`', { messages: [{ ...question('Hello'), name: WORD }] }] },
  },
  {
    title: 'hint what to keep in a cache',
    aspect: hints,
    mark: /cache_control|prompt_cache_breakpoint/,
    said: {
      anthropic: [
        '`cache_control`',
        userSays.messages({ type: 'text', text: 'Hello', cache_control: { type: 'ephemeral' } }),
      ],
      'openai-chat': [
        '`prompt_cache_breakpoint`',
        userSays.messages({ type: 'text', text: 'Hello', prompt_cache_breakpoint: { mode: 'explicit' } }),
      ],
      'openai-responses': [
        '`prompt_cache_breakpoint`',
        userSays.input({ type: 'input_text', text: 'Hello', prompt_cache_breakpoint: { mode: 'explicit' } }),
      ],
    },
  },
  {
    title: 'passage that was found',
    mark: MARK,
    said: {
      anthropic: [
        '`search_result`',
        userSays.messages({ type: 'search_result', title: 'A', source: 'b', content: [{ type: 'text', text: WORD }] }),
      ],
    },
  },
  {
    title: 'citations of a document asked for',
    mark: /"citations":\{"enabled":true/,
    said: {
      anthropic: [
        '`citations.enabled`',
        userSays.messages({
          type: 'document',
          source: { type: 'text', media_type: 'text/plain', data: 'So it is.' },
          citations: { enabled: true },
        }),
      ],
    },
  },
];
