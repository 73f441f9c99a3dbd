import { describe, expect, it } from 'vitest';
import { ask } from './fixtures/client.ts';
import { question } from './fixtures/raw.ts';
import { scene } from './fixtures/scene.ts';

const { sandbox, gateway, provider } = scene();

const two = async (first: string, second: string): Promise<string> => {
  const lines = ['providers:', provider(first), provider(second, 'openai-chat'), 'routes:'];
  const { url } = await gateway([...lines, `  - { match: ["*"], ladder: [${first}/*, ${second}/*] }`].join('\n'));
  return url;
};

describe('an overload that is said inside a stream with status 200', () => {
  it.each(['first-event-error', 'lifecycle-then-error'] as const)(
    '#22 #25 leads to the standby while no word was shown: %s',
    async (fault) => {
      const url = await two('late-a', 'late-b');
      sandbox().setFault('late-a', fault);
      const heard = await ask(url, 'anthropic', question('m', { stream: true }));
      expect(heard).toMatchObject({ status: 200, complete: true, error: '' });
      expect(heard.text).toBe(sandbox().seen('late-b').at(-1)?.answer?.text);
      expect(heard.raw.match(/event: message_start/g)).toHaveLength(1);
    },
  );

  it('#23 is told to the caller behind words that were shown, and nobody says them again', async () => {
    const url = await two('mid-a', 'mid-b');
    sandbox().setFault('mid-a', 'error-mid-stream');
    const heard = await ask(url, 'anthropic', question('m', { stream: true }));
    expect(heard).toMatchObject({ status: 200, complete: false });
    expect(heard.error).not.toBe('');
    expect(heard.text).not.toBe('');
    expect(sandbox().seen('mid-a').at(-1)?.answer?.text.startsWith(heard.text)).toBe(true);
    expect(sandbox().seen('mid-b')).toEqual([]);
  });

  it('#24 leads to nobody else where the caller forbids standbys', async () => {
    const url = await two('own-a', 'own-b');
    sandbox().setFault('own-a', 'lifecycle-then-error');
    const heard = await ask(url, 'anthropic', question('m', { stream: true }), { 'x-failsoft-standby': 'off' });
    expect(heard.complete).toBe(false);
    expect(heard.error).not.toBe('');
    expect(sandbox().seen('own-b')).toEqual([]);
  });
});

describe('a request that its own provider serves', () => {
  it('#29 #110 is sent byte for byte, order and spaces of its JSON and all', async () => {
    const url = await two('same-a', 'same-b');
    const body = `{ "max_tokens":9,\n "model" : "m","messages":[ {"content":"Hé\\u00e9 \\/","role":"user"} ],"temperature":1.0}`;
    const answer = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
      body,
    });
    expect(answer.status).toBe(200);
    expect(sandbox().seen('same-a').at(-1)?.body).toBe(body);
  });
});
