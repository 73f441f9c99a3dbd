import type { Conversation } from '../../../src/model/conversation.ts';
import type { Json } from '../../../src/model/json.ts';
import { type Feature, MARK, partsOf, spoken, WORD } from '../feature.ts';

/** What makers sign is base64. */
const SIGNATURE = Buffer.from(`signed by the ${WORD}`).toString('base64');
const CALL = { name: 'look', args: {} };

const thoughts = (said: Conversation): Json =>
  partsOf(said).flatMap((part) => {
    if (part.type === 'thinking') return [part.text, part.signature];
    return part.type === 'sealed-thinking' ? [part.data] : [];
  });
const callSignatures = (said: Conversation): Json =>
  partsOf(said).flatMap((part) => (part.type === 'tool-call' ? [part.signature ?? ''] : []));
const sources = (said: Conversation): Json =>
  partsOf(said).flatMap((part) => (part.type === 'text' ? (part.citations ?? []).map(({ url }) => url) : []));
const refusals = (said: Conversation): Json =>
  partsOf(said).flatMap((part) => (part.type === 'refusal' ? [part.text] : []));

export const EARLIER: readonly Feature[] = [
  {
    title: 'thought without a signature',
    aspect: thoughts,
    mark: MARK,
    said: {
      'openai-chat': ['`reasoning_content`', spoken.messages({ content: 'Yes?', reasoning_content: WORD })],
      'openai-responses': [
        '`reasoning`',
        spoken.input(
          { type: 'reasoning', summary: [{ type: 'summary_text', text: WORD }] },
          { role: 'assistant', content: 'Yes?' },
        ),
      ],
      gemini: ['`thought`', spoken.contents([{ text: WORD, thought: true }, { text: 'Yes?' }])],
      ollama: ['`thinking`', spoken.messages({ content: 'Yes?', thinking: WORD })],
    },
  },
  {
    title: 'signed thought',
    aspect: thoughts,
    mark: MARK,
    said: {
      anthropic: [
        '`thinking`',
        spoken.messages({
          content: [
            { type: 'thinking', thinking: WORD, signature: SIGNATURE },
            { type: 'text', text: 'Yes?' },
          ],
        }),
      ],
      'openai-chat': [
        '`reasoning_details`',
        spoken.messages({
          content: 'Yes?',
          reasoning_details: [
            { type: 'reasoning.text', text: WORD, signature: SIGNATURE, format: 'anthropic-claude-v1' },
          ],
        }),
      ],
      'openai-responses': [
        '`encrypted_content`',
        spoken.input(
          { type: 'reasoning', summary: [{ type: 'summary_text', text: WORD }], encrypted_content: SIGNATURE },
          { role: 'assistant', content: 'Yes?' },
        ),
      ],
      gemini: [
        '`thoughtSignature`',
        spoken.contents([
          { text: WORD, thought: true },
          { text: 'Yes?', thoughtSignature: SIGNATURE },
        ]),
      ],
    },
  },
  {
    title: 'sealed thought',
    aspect: thoughts,
    mark: new RegExp(SIGNATURE),
    said: {
      anthropic: [
        '`redacted_thinking`',
        spoken.messages({
          content: [
            { type: 'redacted_thinking', data: SIGNATURE },
            { type: 'text', text: 'Yes?' },
          ],
        }),
      ],
      'openai-chat': [
        '`reasoning.encrypted`',
        spoken.messages({
          content: 'Yes?',
          reasoning_details: [{ type: 'reasoning.encrypted', data: SIGNATURE, format: 'anthropic-claude-v1' }],
        }),
      ],
      'openai-responses': [
        '`encrypted_content`',
        spoken.input(
          { type: 'reasoning', summary: [], encrypted_content: SIGNATURE },
          { role: 'assistant', content: 'Yes?' },
        ),
      ],
    },
  },
  {
    title: 'signature of a call',
    among: 'tools',
    aspect: callSignatures,
    mark: new RegExp(SIGNATURE),
    said: {
      'openai-chat': [
        '`extra_content`',
        spoken.messages(
          {
            content: null,
            tool_calls: [
              {
                id: 'call_1',
                type: 'function',
                function: { name: 'look', arguments: '{}' },
                extra_content: { google: { thought_signature: SIGNATURE } },
              },
            ],
          },
          { role: 'tool', tool_call_id: 'call_1', content: 'A lamp' },
        ),
      ],
      gemini: [
        '`thoughtSignature`',
        spoken.contents(
          [{ functionCall: CALL, thoughtSignature: SIGNATURE }],
          [{ functionResponse: { name: 'look', response: { output: 'A lamp' } } }],
        ),
      ],
    },
  },
  {
    title: 'where something comes from',
    aspect: sources,
    mark: MARK,
    said: {
      anthropic: [
        '`citations`',
        spoken.messages({
          content: [
            {
              type: 'text',
              text: 'So it is.',
              citations: [
                {
                  type: 'web_search_result_location',
                  url: `https://example.com/${WORD}`,
                  title: 'A',
                  cited_text: 'b',
                  encrypted_index: 'c',
                },
              ],
            },
          ],
        }),
      ],
      'openai-chat': [
        '`annotations`',
        spoken.messages({
          content: 'So it is.',
          annotations: [
            {
              type: 'url_citation',
              url_citation: { start_index: 0, end_index: 9, url: `https://example.com/${WORD}`, title: 'A' },
            },
          ],
        }),
      ],
      'openai-responses': [
        '`annotations`',
        spoken.input({
          role: 'assistant',
          content: [
            {
              type: 'output_text',
              text: 'So it is.',
              annotations: [
                { type: 'url_citation', start_index: 0, end_index: 9, url: `https://example.com/${WORD}`, title: 'A' },
              ],
            },
          ],
        }),
      ],
    },
  },
  {
    title: 'refusal in words',
    aspect: refusals,
    mark: MARK,
    said: {
      'openai-chat': ['`refusal`', spoken.messages({ content: null, refusal: `No ${WORD}s.` })],
      'openai-responses': [
        '`refusal`',
        spoken.input({ role: 'assistant', content: [{ type: 'refusal', refusal: `No ${WORD}s.` }] }),
      ],
    },
  },
  {
    title: "work of the provider's own tools",
    mark: MARK,
    said: {
      anthropic: [
        '`server_tool_use`',
        spoken.messages({
          content: [
            { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: WORD } },
            { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
            { type: 'text', text: 'Yes?' },
          ],
        }),
      ],
      'openai-responses': [
        '`web_search_call`',
        spoken.input(
          { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: WORD } },
          { role: 'assistant', content: 'Yes?' },
        ),
      ],
      gemini: [
        '`executableCode`',
        spoken.contents([
          { executableCode: { language: 'PYTHON', code: WORD } },
          { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '' } },
          { text: 'Yes?' },
        ]),
      ],
    },
  },
];
