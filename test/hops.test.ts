import { describe, expect, it } from 'vitest';
import { type DialectId, refusedPort } from '../src/drill/sandbox/sandbox.ts';
import { scene, SECRET } from './fixtures/scene.ts';

const { sandbox, gateway } = scene();

type Json = Record<string, unknown>;

/** A gateway whose rungs are providers of the sandbox, each in its own dialect. */
async function ladder(...rungs: readonly (readonly [name: string, dialect: DialectId])[]): Promise<string> {
  const { url } = await gateway(
    [
      'providers:',
      ...rungs.map(
        ([name, dialect]) =>
          `  ${name}: { protocol: ${dialect}, baseUrl: "${sandbox().baseUrl(name, dialect)}", apiKey: ${SECRET} }`,
      ),
      'routes:',
      `  - { match: ["*"], ladder: [${rungs.map(([name]) => `${name}/*`).join(', ')}] }`,
    ].join('\n'),
  );
  return url;
}

async function post(url: string, path: string, body: Json): Promise<{ by: string | null; status: number; body: Json }> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify(body),
  });
  const by = answer.headers.get('x-failsoft-served-by');
  return { by, status: answer.status, body: (await answer.json()) as Json };
}

const lastBody = (provider: string): string => sandbox().seen(provider).at(-1)?.body ?? '';
const TOOL = { name: 'look', description: 'Looks', input_schema: { type: 'object', properties: {} } };

describe('a conversation that goes on by the id of an answer', () => {
  it('goes on at a provider that never heard of it, and back at the one that did', async () => {
    const url = await ladder(['idmaker', 'openai-responses'], ['idless', 'anthropic']);
    const ask = async (more: Json) => post(url, '/v1/responses', { model: 'gpt-5', ...more });
    const one = await ask({ input: 'My name is Ada.', instructions: 'Be brief.' });
    expect(one.by).toBe('idmaker/gpt-5');

    // The provider remembers it itself, so that nothing has to be said twice.
    const same = await ask({ input: 'Go on.', previous_response_id: one.body['id'] });
    expect(same).toMatchObject({ by: 'idmaker/gpt-5', status: 200 });
    expect(lastBody('idmaker')).not.toContain('Ada');

    sandbox().setFault('idmaker', 'internal-error');
    const two = await ask({ input: 'And what is my name?', previous_response_id: one.body['id'] });
    expect(two).toMatchObject({ by: 'idless/gpt-5', status: 200 });
    expect(lastBody('idless')).toContain('My name is Ada.');
    expect(lastBody('idless')).toContain('And what is my name?');

    sandbox().setFault('idmaker', null);
    sandbox().setFault('idless', 'internal-error');
    const three = await ask({ input: 'Thank you.', previous_response_id: two.body['id'] });
    expect(three).toMatchObject({ by: 'idmaker/gpt-5', status: 200 });
    // It never gave the second answer, so it gets to hear all of it.
    for (const words of ['My name is Ada.', 'And what is my name?', 'Thank you.'])
      expect(lastBody('idmaker')).toContain(words);
    expect(lastBody('idmaker')).not.toContain(String(two.body['id']));
  });

  it('does not go on where nobody remembers it, and the caller hears why', async () => {
    const { url } = await gateway(
      [
        'providers:',
        `  gone: { protocol: openai-responses, baseUrl: "http://127.0.0.1:${await refusedPort()}/v1", apiKey: ${SECRET} }`,
        `  other: { protocol: anthropic, baseUrl: "${sandbox().baseUrl('other')}", apiKey: ${SECRET} }`,
        'routes:',
        '  - { match: ["*"], ladder: [gone/*, other/*] }',
      ].join('\n'),
    );
    const asked = { model: 'gpt-5', input: 'Go on', previous_response_id: 'resp_of_yesterday' };
    const { status, body } = await post(url, '/v1/responses', asked);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(body)).toContain('other/gpt-5: unsayable');
    expect(sandbox().seen('other')).toEqual([]);
  });
});

describe('thinking', () => {
  it('of a standby goes back to the standby and to nobody else', async () => {
    const url = await ladder(['thinker', 'anthropic'], ['reasoner', 'openai-responses']);
    const ask = async (messages: readonly Json[]) =>
      post(url, '/v1/messages', {
        model: 'claude-opus-4-6',
        max_tokens: 4_000,
        thinking: { type: 'enabled', budget_tokens: 2_000 },
        tools: [TOOL],
        messages,
      });
    sandbox().setFault('thinker', 'overloaded');
    const first = { role: 'user', content: 'Look it up. [tool]' };
    const one = await ask([first]);
    expect(one).toMatchObject({ by: 'reasoner/claude-opus-4-6', status: 200 });
    const content = one.body['content'] as Json[];
    expect(content.map(({ type }) => type)).toEqual(expect.arrayContaining(['thinking', 'tool_use']));
    const call = content.find(({ type }) => type === 'tool_use');

    // The turn goes on at the standby, which gets its own thoughts back as it signed them.
    const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: call?.['id'], content: 'a lamp' }] };
    const turns = [first, { role: 'assistant', content }, result];
    const two = await ask(turns);
    expect(two).toMatchObject({ by: 'reasoner/claude-opus-4-6', status: 200 });
    const sealed = JSON.stringify(content.find(({ type }) => type === 'thinking'));
    expect(lastBody('reasoner')).toContain('encrypted_content":"');
    expect(lastBody('reasoner')).not.toContain('failsoft.1.');

    // Claude is back and the standby is gone: it would refuse thoughts that it has not signed.
    sandbox().setFault('thinker', null);
    sandbox().setFault('reasoner', 'overloaded');
    const three = await ask(turns);
    expect(three).toMatchObject({ by: 'thinker/claude-opus-4-6', status: 200 });
    expect(sealed).toContain('failsoft.1.');
    expect(lastBody('thinker')).not.toContain('failsoft.1.');
    expect(lastBody('thinker')).toContain('a lamp');
  });

  it('#28 of a standby of the same vendor is refused there, and the request is made once more without', async () => {
    const url = await ladder(['cloud-a', 'anthropic'], ['cloud-b', 'anthropic']);
    const ask = async (messages: readonly Json[]) =>
      post(url, '/v1/messages', {
        model: 'claude-opus-4-6',
        max_tokens: 4_000,
        thinking: { type: 'enabled', budget_tokens: 2_000 },
        messages,
      });
    sandbox().setFault('cloud-a', 'overloaded');
    const first = { role: 'user', content: 'Think about lamps.' };
    const one = await ask([first]);
    expect(one.by).toBe('cloud-b/claude-opus-4-6');
    expect(JSON.stringify(one.body)).toContain('"signature"');
    sandbox().setFault('cloud-a', null);
    sandbox().setFault('cloud-b', 'overloaded');
    const turns = [first, { role: 'assistant', content: one.body['content'] }, { role: 'user', content: 'Go on' }];
    const two = await ask(turns);
    expect(two).toMatchObject({ by: 'cloud-a/claude-opus-4-6', status: 200 });
    expect(lastBody('cloud-a')).not.toContain('"signature"');
    expect(JSON.stringify(sandbox().seen('cloud-a').at(-2)?.body)).toContain('signature');
  });
});

describe('a conversation that a standby serves', () => {
  it('stays there when the first rung is well again, and a new one does not', async () => {
    const url = await ladder(['early', 'anthropic'], ['late', 'openai-chat']);
    const ask = async (messages: readonly Json[]) =>
      post(url, '/v1/messages', { model: 'm', max_tokens: 500, messages });
    const first = { role: 'user', content: 'Tell me about lamps.' };
    sandbox().setFault('early', 'overloaded');
    const one = await ask([first]);
    expect(one.by).toBe('late/m');
    sandbox().setFault('early', null);
    const turns = [first, { role: 'assistant', content: one.body['content'] }, { role: 'user', content: 'Go on' }];
    expect((await ask(turns)).by).toBe('late/m');
    expect((await ask([first])).by).toBe('early/m');
    sandbox().setFault('late', 'overloaded');
    expect((await ask(turns)).by).toBe('early/m');
    sandbox().setFault('late', null);
    expect((await ask(turns)).by).toBe('early/m');
  });
});

describe('a Gemini client that streams without events', () => {
  it('gets one list, from Gemini itself and from a standby', async () => {
    const url = await ladder(['listed', 'gemini'], ['unlisted', 'anthropic']);
    const asked = { contents: [{ role: 'user', parts: [{ text: 'Tell me about lamps.' }] }] };
    for (const [fault, by] of [
      [null, 'listed'],
      ['overloaded', 'unlisted'],
    ] as const) {
      sandbox().setFault('listed', fault);
      const answer = await fetch(`${url}/v1beta/models/gemini-3:streamGenerateContent`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(asked),
      });
      expect(answer.headers.get('x-failsoft-served-by')).toBe(`${by}/gemini-3`);
      const pieces = (await answer.json()) as { candidates?: { content?: { parts?: { text?: string }[] } }[] }[];
      const text = pieces.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []).map((part) => part.text);
      expect(text.join('')).toBe(sandbox().seen(by).at(-1)?.answer?.text);
      expect(answer.headers.get('x-failsoft-lost')).toBeNull();
    }
  });

  it('is not sent on with what was minted for it, though it comes in base64', async () => {
    const url = await ladder(['signed', 'gemini'], ['foreign', 'openai-responses']);
    const ask = async (contents: readonly Json[]) =>
      post(url, '/v1beta/models/claude-opus-4-6:generateContent', {
        contents,
        generationConfig: { thinkingConfig: { includeThoughts: true, thinkingLevel: 'high' } },
      });
    const first = { role: 'user', parts: [{ text: 'Think about lamps.' }] };
    sandbox().setFault('signed', 'overloaded');
    const one = await ask([first]);
    expect(one.by).toBe('foreign/claude-opus-4-6');
    const [candidate] = one.body['candidates'] as { content: Json }[];
    expect(JSON.stringify(candidate)).toContain('"thoughtSignature"');
    sandbox().setFault('signed', null);
    sandbox().setFault('foreign', 'overloaded');
    const two = await ask([first, candidate?.content ?? {}, { role: 'user', parts: [{ text: 'Go on' }] }]);
    expect(two).toMatchObject({ by: 'signed/claude-opus-4-6', status: 200 });
    expect(sandbox().seen('signed').length).toBe(2);
    expect(lastBody('signed')).not.toContain('thoughtSignature');
  });
});
