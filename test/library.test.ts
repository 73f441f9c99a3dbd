import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/drill/sandbox/sandbox.ts';
import { handler } from '../src/gateway/serve.ts';
import { conversationOf, createFailsoft, type Failsoft, Unanswered } from '../src/index.ts';
import { ask } from './fixtures/client.ts';

let sandbox: Sandbox;
let failsoft: Failsoft;
const folder = mkdtempSync(join(tmpdir(), 'failsoft-library-'));

beforeAll(async () => {
  sandbox = await startSandbox({ pace: { firstTokenMs: 3, tokenMs: 1 } });
  writeFileSync(
    join(folder, 'failsoft.yaml'),
    [
      'providers:',
      `  claude: { protocol: anthropic, baseUrl: "${sandbox.baseUrl('claude')}", apiKey: "\${A_KEY}" }`,
      `  gpt: { protocol: openai-chat, baseUrl: "${sandbox.baseUrl('gpt')}", apiKey: "\${A_KEY}" }`,
      'routes:',
      '  - { match: [only-*], ladder: [claude/*] }',
      '  - { match: ["*"], ladder: [claude/*, gpt/gpt-5.6] }',
    ].join('\n'),
  );
  failsoft = createFailsoft({ cwd: folder, env: { A_KEY: 'a-key-of-the-library' } });
});
afterAll(async () => {
  await failsoft.close();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const said = (provider: string): string => sandbox.seen(provider).at(-1)?.answer?.text ?? '';

describe('the library', () => {
  it('answers a Conversation, and says who answered', async () => {
    const { reply, trace } = await failsoft.ask({
      model: 'claude-x',
      conversation: conversationOf('Tell me about rain.'),
    });
    expect(reply.parts).toEqual([{ type: 'text', text: said('claude') }]);
    expect(trace).toMatchObject({ mode: 'primary', servedBy: 'claude/claude-x', attempts: [{ fault: null }] });
  });

  it('hands a Conversation’s answer on as it comes, from the standby when the first is down', async () => {
    sandbox.setFault('claude', 'overloaded');
    const { events, trace } = await failsoft.ask({
      model: 'claude-x',
      stream: true,
      conversation: conversationOf('Tell me about snow.'),
    });
    let text = '';
    let last = '';
    for await (const event of events) {
      if (event.type === 'text') text += event.text;
      last = event.type;
    }
    expect(text).toBe(said('gpt'));
    expect(last).toBe('end');
    expect((await trace).attempts.map(({ target, fault }) => [target, fault])).toEqual([
      ['claude/claude-x', 'overloaded'],
      ['gpt/gpt-5.6', null],
    ]);
    sandbox.setFault('claude', null);
  });

  it('speaks the providers’ own dialects, whole and streamed', async () => {
    const body = { model: 'm', max_tokens: 500, messages: [{ role: 'user', content: 'Tell me about ice.' }] };
    const whole = await failsoft.ask({ protocol: 'anthropic', body });
    expect(whole.body).toMatchObject({
      type: 'message',
      model: 'm',
      content: [{ type: 'text', text: said('claude') }],
    });
    const { events } = await failsoft.ask({ protocol: 'openai-chat', body, stream: true });
    let text = '';
    let end = '';
    for await (const { data } of events) {
      if (data !== '[DONE]')
        text += (JSON.parse(data) as { choices: { delta: { content?: string } }[] }).choices[0]?.delta.content ?? '';
      end = data;
    }
    expect(text).toBe(said('claude'));
    expect(end).toBe('[DONE]');
  });

  it('speaks dialects that name the model in the address, and that are no server-sent events', async () => {
    const contents = [{ role: 'user', parts: [{ text: 'Tell me about dew.' }] }];
    const { events } = await failsoft.ask({ protocol: 'gemini', model: 'm', body: { contents }, stream: true });
    let text = '';
    for await (const { data } of events) {
      const chunk = JSON.parse(data) as { candidates?: { content?: { parts?: { text?: string }[] } }[] };
      text += chunk.candidates?.[0]?.content?.parts?.map((part) => part.text ?? '').join('') ?? '';
    }
    expect(text).toBe(said('claude'));
    const messages = [{ role: 'user', content: 'Tell me about fog.' }];
    const lines = await failsoft.ask({ protocol: 'ollama', body: { model: 'm', messages }, stream: true });
    let words = '';
    for await (const { data } of lines.events)
      words += (JSON.parse(data) as { message?: { content?: string } }).message?.content ?? '';
    expect(words).toBe(said('claude'));
    const whole = await failsoft.ask({ protocol: 'ollama', body: { model: 'm', messages } });
    expect(whole.body).toMatchObject({ done: true, message: { content: said('claude') } });
  });

  it('rejects with what was tried when nobody could answer', async () => {
    sandbox.setFault('claude', 'unavailable');
    const failure: unknown = await failsoft
      .ask({ model: 'only-1', conversation: conversationOf('Hello') })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Unanswered);
    if (!(failure instanceof Unanswered)) return;
    expect(failure.kind).toBe('overloaded');
    expect(failure.trace.attempts.length).toBe(2);
    sandbox.setFault('claude', null);
  });

  it('ends a broken answer with a fault, never as if it were complete', async () => {
    sandbox.setFault('claude', 'clean-cut');
    const { events } = await failsoft.ask({
      model: 'only-2',
      stream: true,
      conversation: conversationOf('Tell me everything. [long]'),
    });
    const types = [];
    for await (const event of events) types.push(event.type);
    expect(types).toContain('text');
    expect(types.at(-1)).toBe('fault');
    sandbox.setFault('claude', null);
  });

  it('stops at once when its caller does', async () => {
    const stopping = new AbortController();
    const { events } = await failsoft.ask({
      model: 'only-3',
      stream: true,
      signal: stopping.signal,
      conversation: conversationOf('Tell me everything. [long]'),
    });
    const reading = (async () => {
      for await (const event of events) if (event.type === 'text') stopping.abort();
    })();
    await expect(reading).rejects.toThrow('cancelled');
    await expect.poll(() => sandbox.seen('claude').at(-1)?.completion).toBe('left');
  });

  it('can be mounted in a server that exists already', async () => {
    const server = createServer(handler(failsoft.gateway));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const heard = await ask(url, 'openai-chat', { model: 'm', messages: [{ role: 'user', content: 'Hello' }] });
    expect(heard).toMatchObject({ status: 200, complete: true, text: said('claude') });
    server.closeAllConnections();
    server.close();
  });

  it('remembers what happened on disk', async () => {
    const entries = await failsoft.requests({ failoversOnly: true });
    expect(entries.some(({ servedBy, mode }) => servedBy === 'gpt/gpt-5.6' && mode === 'standby')).toBe(true);
    expect(failsoft.status().journal.path).toContain('failsoft.db');
  });
});
