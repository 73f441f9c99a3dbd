import { describe, expect, it } from 'vitest';
import { scene, SECRET } from './fixtures/scene.ts';

const { sandbox, gateway } = scene();

const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
const sound = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } };
const file = { type: 'file', file: { file_id: 'file-1' } };

describe('a request that a standby cannot be asked', () => {
  it.each([
    [image, 'image URLs (an image by address; it takes images in the request only)'],
    [sound, 'audio/wav (a kind of file that it does not take)'],
    [file, 'file.file_id (a file that lies at another provider; send it with the request instead)'],
  ])('with %j is refused in words that a person understands', async (part, words) => {
    const { url } = await gateway(
      [
        'providers:',
        `  local: { protocol: ollama, baseUrl: "${sandbox().baseUrl('local', 'ollama')}", apiKey: ${SECRET} }`,
        'routes:',
        '  - { match: ["*"], ladder: [local/a-model-of-mine] }',
      ].join('\n'),
    );
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: [part] }] }),
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).toContain(`cannot be asked for this: ${words}`);
    expect(sandbox().seen('local')).toEqual([]);
  });
});
