import { describe, expect, it } from 'vitest';
import { ask } from './fixtures/client.ts';
import { question } from './fixtures/raw.ts';
import { scene, SECRET } from './fixtures/scene.ts';

const { sandbox, gateway } = scene();

const settings = (name: string, also: string): string =>
  [
    'providers:',
    `  ${name}: { protocol: openai-chat, ${also}baseUrl: "${sandbox().baseUrl(name)}", apiKey: ${SECRET} }`,
    'routes:',
    `  - { match: ["*"], ladder: [${name}/*] }`,
  ].join('\n');
const pathsAt = (name: string): readonly string[] =>
  sandbox()
    .seen(name)
    .map(({ path }) => path.replace(/^.*\/v1/, ''));

describe('a provider that speaks several protocols', () => {
  it('gets each caller’s request as it is, and is asked in its first one by the others', async () => {
    const { url } = await gateway(settings('polyglot', 'also: [openai-responses, anthropic], '));
    for (const dialect of ['openai-chat', 'anthropic'] as const)
      expect(await ask(url, dialect, question('m'))).toMatchObject({ status: 200, complete: true });
    const answer = await fetch(`${url}/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', input: 'Hello' }),
    });
    expect(answer.status).toBe(200);
    const lines = await fetch(`${url}/api/chat`, {
      method: 'POST',
      body: JSON.stringify({ model: 'm', stream: false, messages: [{ role: 'user', content: 'Hello' }] }),
      headers: { 'content-type': 'application/json' },
    });
    expect(lines.status).toBe(200);
    expect(pathsAt('polyglot')).toEqual(['/chat/completions', '/messages', '/responses', '/chat/completions']);
  });

  it('is asked in one alone where nobody said more', async () => {
    const { url } = await gateway(settings('monoglot', ''));
    await ask(url, 'anthropic', question('m'));
    expect(pathsAt('monoglot')).toEqual(['/chat/completions']);
  });
});
