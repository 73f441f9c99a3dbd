import { describe, expect, it } from 'vitest';
import { Secret } from '../model/secret.ts';
import type { Account } from '../providers/account.ts';
import { openai } from '../providers/openai.ts';
import { accessFor, accessTo, type Setup } from './engine.ts';

const account = (baseUrl: string): Account => ({
  id: 'gpt',
  provider: { ...openai, baseUrl },
  keys: { kind: 'own', secrets: [new Secret('a-key-of-this-test')] },
  models: [],
});
const setup = (baseUrl: string): Setup => ({
  access: new Map([['gpt', accessTo(account(baseUrl))]]),
  answerBytes: 1,
  bodies: false,
  sealKey: Buffer.from('test'),
  instance: 'test',
});

describe('the way to OpenAI', () => {
  it('is the caller’s own dialect where it is one of OpenAI’s, and Responses for all others', () => {
    const real = setup(openai.baseUrl);
    const way = (spoken: Parameters<typeof accessFor>[2]): string => accessFor(real, 'gpt', spoken).protocol.id;
    expect(way('openai-chat')).toBe('openai-chat');
    expect(way('openai-responses')).toBe('openai-responses');
    expect(way('anthropic')).toBe('openai-responses');
    expect(way('conversation')).toBe('openai-responses');
    expect(way('gemini')).toBe('openai-responses');
  });

  it('never leads a key to another address than the one that the operator named', () => {
    const proxied = setup('https://proxy.example/v1');
    for (const spoken of ['openai-chat', 'openai-responses', 'anthropic'] as const) {
      const access = accessFor(proxied, 'gpt', spoken);
      expect([access.protocol.id, access.origin]).toEqual(['openai-chat', 'https://proxy.example']);
    }
  });
});
