import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Part } from './conversation.ts';
import { needsOf } from './need.ts';

const media = (mediaType: string): Part => ({
  type: 'media',
  mediaType,
  name: '',
  source: { kind: 'base64', data: 'AA==' },
});
const holding = (...parts: readonly Part[]): Conversation => ({ ...ask('Hi'), messages: [{ role: 'user', parts }] });
const TOOL = { name: 'look', description: '', inputSchema: { type: 'object' }, strict: false } as const;

describe('what a conversation needs', () => {
  it.each<[string, Conversation, readonly string[]]>([
    ['nothing for words', ask('Hi'), []],
    ['images', holding(media('image/png')), ['images']],
    ['images of any kind', holding(media('image/*')), ['images']],
    [
      'a PDF that a tool gave',
      holding({ type: 'tool-result', callId: 'c', failed: false, parts: [media('application/pdf')] }),
      ['pdf'],
    ],
    ['sound and film', holding(media('audio/wav'), media('video/mp4')), ['audio', 'video']],
    ['no more for a file that is text', holding(media('text/plain')), []],
    ['tools', { ...ask('Hi'), tools: [TOOL] }, ['tools']],
    ['no tools that it must not call', { ...ask('Hi'), tools: [TOOL], toolChoice: { kind: 'none' } }, []],
    ['a schema', { ...ask('Hi'), output: { kind: 'schema', name: '', schema: {}, strict: true } }, ['json-schema']],
    ['a search', { ...ask('Hi'), webSearch: { allowedDomains: [], blockedDomains: [] } }, ['web-search']],
  ])('is %s', (_, conversation, needs) => {
    expect([...needsOf(conversation)]).toEqual(needs);
  });
});
