import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../drill/sandbox/sandbox.ts';
import { type Json, listAt, textAt } from '../../model/json.ts';
import { type Ran, runCli, stage } from '../testing/commands.ts';
import { dialects } from './rehearse.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
});
afterAll(async () => sandbox.close());

const { place, later, clear } = stage();
beforeEach(() => sandbox.clear());
afterEach(clear);

const account = (name: string, provider: string): string =>
  `  ${name}: { provider: ${provider}, baseUrl: "${sandbox.baseUrl(name)}", apiKey: sk-a-key-of-the-test-1234 }\n`;

function file(ladder: string): string {
  return `providers:\n${account('first', 'anthropic')}${account('second', 'openai')}routes:\n  - { match: ["*"], ladder: [${ladder}] }\n`;
}

async function doctor(text: string, ...words: readonly string[]): Promise<Ran> {
  return runCli(['doctor', '--deep', ...words], { cwd: place({ 'failsoft.yaml': text }) });
}

function told({ stdout }: Ran): Json {
  const json: Json = JSON.parse(stdout);
  return json;
}

/** A model that knows one word, whatever it is asked. */
async function parrot(): Promise<string> {
  const server = createServer((request, response) => {
    const chunk = (delta: object, finish: string | null): string =>
      `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'parrot', choices: [{ index: 0, delta, finish_reason: finish }], usage: finish === null ? null : { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } })}\n\n`;
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`${chunk({ role: 'assistant', content: 'Hello' }, null)}${chunk({}, 'stop')}data: [DONE]\n\n`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  later(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v1`;
}

describe('failsoft doctor --deep', () => {
  it('asks every route in every dialect of clients, and with its first rung switched off', async () => {
    const ran = await doctor(file('first/claude-sonnet-5-5, second/gpt-5.6, notice'), '--yes', '--json');
    expect(ran.code).toBe(0);
    const [rehearsal] = listAt(told(ran), 'data', 'rehearsals');
    expect(listAt(rehearsal, 'asked').map((one) => textAt(one, 'protocol'))).toEqual(dialects());
    for (const one of listAt(rehearsal, 'asked')) {
      expect(one).toMatchObject({ passage: { kind: 'answered', servedBy: 'first/claude-sonnet-5-5' } });
    }
    expect(rehearsal).toMatchObject({
      switchedOff: { provider: 'first', passage: { kind: 'answered', servedBy: 'second/gpt-5.6', mode: 'standby' } },
    });
  });

  it('finds out what each target can do beside answering', async () => {
    const ran = await doctor(file('first/claude-sonnet-5-5, second/gpt-5.6'), '--yes', '--json');
    for (const target of listAt(told(ran), 'data', 'targets')) {
      expect(target).toMatchObject({
        verdict: 'ok',
        level: 5,
        abilities: { tools: 'yes', schemas: 'yes', images: 'yes' },
      });
    }
    const bodies = sandbox.seen('second').map(({ body }) => body);
    expect(bodies.some((body) => body.includes('"tool_call_id"'))).toBe(true);
    expect(bodies.some((body) => body.includes('data:image/png;base64,'))).toBe(true);
  });

  it('does not take a model for a good standby that cannot use tools, and says so', async () => {
    const url = await parrot();
    const text = `providers:\n${account('first', 'anthropic')}  parrot: { protocol: openai-chat, baseUrl: "${url}", apiKey: a-key-of-length, models: [parrot] }\nroutes:\n  - { match: ["*"], ladder: [first/claude-sonnet-5-5, parrot/parrot] }\n`;
    const ran = await doctor(text, '--yes', '--json', '--strict');
    expect(ran.code).toBe(3);
    expect(listAt(told(ran), 'data', 'targets')[1]).toMatchObject({
      verdict: 'missing_capability',
      abilities: { tools: 'no', schemas: 'no' },
    });
    const shown = await doctor(text, '--yes');
    expect(shown.code).toBe(0);
    expect(shown.stdout.replaceAll(/\s+/g, ' ')).toContain('answers, but cannot use tools');
  });

  it('ends with 1 when nobody stands in although a standby is configured: a notice is no answer', async () => {
    sandbox.setFault('second', 'overloaded');
    const ran = await doctor(file('first/claude-sonnet-5-5, second/gpt-5.6, notice'), '--yes');
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/✗ with first switched off, nobody answers/);
    expect(ran.stdout).toContain('✓ answers whole streams to clients of');
  });

  it('says of a route without a standby that it has none', async () => {
    const text = file('first/claude-sonnet-5-5, notice');
    const ran = await doctor(text, '--yes');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('! nobody stands in for its first model');
    expect((await doctor(text, '--yes', '--strict')).code).toBe(3);
  });

  it('finds a stream that is never whole on the way through the gateway', async () => {
    sandbox.setFault('first', 'clean-cut');
    const ran = await doctor(file('first/claude-sonnet-5-5'), '--yes', '--json');
    expect(ran.code).toBe(1);
    expect(listAt(told(ran), 'data', 'rehearsals', 0, 'asked')[0]).toMatchObject({ passage: { kind: 'failed' } });
  });

  it('names the price of all its questions, and asks none of them without a yes', async () => {
    const ran = await doctor(file('first/claude-sonnet-5-5, second/gpt-5.6'));
    expect(ran.stderr).toMatch(new RegExp(`^${2 + 2 * 4 + dialects().length + 1} short questions, 300 tokens`));
    for (const name of ['first', 'second']) {
      expect(sandbox.seen(name).filter(({ method }) => method === 'POST')).toEqual([]);
    }
  });
});
