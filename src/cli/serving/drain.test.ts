import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { at, textAt } from '../../model/json.ts';
import { tell } from '../running/client.ts';
import { type RunningCommand, runCli, stage, urlOf } from '../testing/commands.ts';

const { place, start, later, clear } = stage();
afterEach(clear);

const chunk = (delta: object, reason: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'm', choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`;
const ASK = { model: 'spare-1', stream: true, messages: [{ role: 'user', content: 'Tell me of the sea.' }] };

type Provider = { readonly port: number; readonly asked: Promise<void>; readonly finish: () => void };

/** A provider that says one word of every answer, and the rest when it is told to. */
async function provider(): Promise<Provider> {
  const open: ServerResponse[] = [];
  const asked = Promise.withResolvers<void>();
  const server = createServer((incoming, response) => {
    if (incoming.method === 'POST') asked.resolve();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(chunk({ role: 'assistant', content: 'The' }));
    open.push(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  later(() => server.closeAllConnections());
  later(() => server.close());
  return {
    port: (server.address() as { port: number }).port,
    asked: asked.promise,
    finish: () => {
      for (const response of open.splice(0))
        response.end(`${chunk({ content: ' sea.' })}${chunk({}, 'stop')}data: [DONE]\n\n`);
    },
  };
}

const file = (port: number, more = ''): string => `listen: 127.0.0.1:0
providers:
  spare: { protocol: openai-chat, baseUrl: "http://127.0.0.1:${port}/v1", apiKey: sk-spare-written-in-place }
routes:
  - match: ["*"]
    ladder: [spare/*]
${more}`;

type Stream = {
  readonly begun: Promise<void>;
  readonly ended: Promise<{ readonly text: string; readonly whole: boolean }>;
};

/** A question over a connection that its client would like to keep, as all official clients do. */
function ask(url: string, agent: Agent): Stream {
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<{ text: string; whole: boolean }>();
  const asked = request(`${url}/v1/chat/completions`, {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json' },
  });
  asked.on('response', (response: IncomingMessage) => {
    let text = '';
    response.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      begun.resolve();
    });
    response.on('error', () => {});
    response.on('close', () => ended.resolve({ text, whole: response.complete }));
  });
  asked.on('error', begun.reject);
  asked.end(JSON.stringify(ASK));
  return { begun: begun.promise, ended: ended.promise };
}

function keepingAgent(): Agent {
  const agent = new Agent({ keepAlive: true });
  later(() => agent.destroy());
  return agent;
}

async function outcomes(cwd: string): Promise<readonly string[]> {
  const { stdout } = await runCli(['requests', '--json'], { cwd });
  const report = JSON.parse(stdout);
  const requests = at(report, 'data', 'requests');
  return Array.isArray(requests) ? requests.map((entry) => textAt(entry, 'outcome')) : [];
}

async function begin(
  more = '',
): Promise<{ cwd: string; command: RunningCommand; url: string; stream: Stream; finish: () => void }> {
  const { port, finish } = await provider();
  const cwd = place({ 'failsoft.yaml': file(port, more) });
  const command = start([], { cwd });
  const url = await urlOf(command);
  const stream = ask(url, keepingAgent());
  await stream.begun;
  return { cwd, command, url, stream, finish };
}

describe('a gateway that is told to end', () => {
  it('finishes what runs, takes nothing new, says so to load balancers, and writes down how it went', async () => {
    const { cwd, command, url, stream, finish } = await begin();
    expect(await tell(url, { path: '/readyz' })).toMatchObject({ status: 200 });
    command.signal('SIGTERM');
    await command.until('stderr', /Waiting for requests under way, 15m at most/);

    expect(await tell(url, { path: '/readyz' })).toMatchObject({ status: 503, body: { ready: false, ending: true } });
    expect(await tell(url, { path: '/healthz' })).toMatchObject({ status: 200, body: { ok: true } });
    const refused = await tell(url, { method: 'POST', path: '/v1/chat/completions', body: ASK });
    expect(refused.status).toBe(503);
    expect(textAt(refused.body, 'error', 'message')).toContain('about to end');

    finish();
    const { text, whole } = await stream.ended;
    expect(whole).toBe(true);
    expect(text).toContain(' sea.');
    expect(text).toContain('data: [DONE]');
    // The client has kept its connection, and is not waited for.
    expect((await command.ended).code).toBe(0);
    expect(await outcomes(cwd)).toEqual(['answered']);
  });

  it('ends at once at a second signal, with half an answer that cannot pass for one, and writes that down, too', async () => {
    const { cwd, command, stream } = await begin();
    command.signal('SIGTERM');
    await command.until('stderr', /Waiting for requests under way/);
    command.signal('SIGTERM');
    const { code, stderr } = await command.ended;
    expect(code).toBe(0);
    expect(stderr).toContain('Ends at once: requests under way are cut off.');
    const { text, whole } = await stream.ended;
    expect(whole).toBe(false);
    expect(text).not.toContain('[DONE]');
    expect(text).toContain('This gateway ends now');
    expect(await outcomes(cwd)).toEqual(['broken']);
  });

  it('waits for who has just lost the line to a stream that can be taken up again', async () => {
    const { cwd, command, url, stream, finish } = await begin();
    const gone = new AbortController();
    const lost = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      signal: gone.signal,
      headers: { 'content-type': 'application/json', 'x-failsoft-resume': '1' },
      body: JSON.stringify(ASK),
    });
    gone.abort();
    command.signal('SIGTERM');
    await command.until('stderr', /Waiting for requests under way/);
    // What has ended meanwhile is missed as well.
    finish();
    await stream.ended;
    // Nobody is inside any more, and that was looked at several times.
    await sleep(300);
    const id = lost.headers.get('x-failsoft-stream');
    const rest = await (await fetch(`${url}/v1/streams/${id}`)).text();
    expect(rest).toMatch(/ sea\..*x-failsoft-end=complete/s);
    expect((await command.ended).code).toBe(0);
    expect(await outcomes(cwd)).toEqual(['answered', 'answered']);
  });

  it('finishes what is answered later as well, which would be asked and paid for once more', async () => {
    const { port, asked, finish } = await provider();
    const cwd = place({ 'failsoft.yaml': file(port).replace('spare/*', '{ target: spare/*, gather: true }') });
    const command = start([], { cwd });
    const path = '/v1/deferred/v1/chat/completions';
    const body = { ...ASK, stream: false };
    expect(await tell(await urlOf(command), { method: 'POST', path, body })).toMatchObject({ status: 202 });
    await asked;
    command.signal('SIGTERM');
    await command.until('stderr', /Waiting for requests under way/);
    finish();
    expect((await command.ended).code).toBe(0);
    expect(await outcomes(cwd)).toEqual(['answered']);
  });

  it('waits no longer than it was told to', async () => {
    const { cwd, command, stream } = await begin('limits: { drain: 700ms }\n');
    command.signal('SIGTERM');
    expect((await command.ended).code).toBe(0);
    const { text, whole } = await stream.ended;
    expect(whole).toBe(false);
    expect(text).toContain('This gateway ends now');
    expect(await outcomes(cwd)).toEqual(['broken']);
  });

  it('gives its port back to the next one while it still finishes what it has begun', async () => {
    const { port, finish } = await provider();
    const first = place({ 'failsoft.yaml': file(port) });
    const command = start([], { cwd: first });
    const url = await urlOf(command);
    const stream = ask(url, keepingAgent());
    await stream.begun;
    command.signal('SIGTERM');
    await command.until('stderr', /Waiting for requests under way/);

    const second = place({ 'failsoft.yaml': file(port).replace(':0\n', `:${new URL(url).port}\n`) });
    const next = start([], { cwd: second });
    expect(await urlOf(next)).toBe(url);
    expect(await tell(url, { path: '/readyz' })).toMatchObject({ status: 200 });

    finish();
    expect((await stream.ended).text).toContain('data: [DONE]');
    expect((await command.ended).code).toBe(0);
  });
});

describe('a gateway that is killed', () => {
  it('leaves half an answer that cannot pass for one, a journal that can be read, and its port', async () => {
    const { cwd, command, url, stream, finish } = await begin();
    const { port } = new URL(url);
    command.signal('SIGKILL');
    expect((await command.ended).code).toBeNull();
    const { text, whole } = await stream.ended;
    expect(whole).toBe(false);
    expect(text).toContain('The');
    expect(text).not.toContain('[DONE]');

    const next = start(['--port', port], { cwd });
    const again = ask(await urlOf(next), keepingAgent());
    await again.begun;
    finish();
    expect(await again.ended).toMatchObject({ whole: true });
    next.signal('SIGTERM');
    expect((await next.ended).code).toBe(0);
    // What it did not live to write down is all that is lost.
    expect(await outcomes(cwd)).toEqual(['answered']);
  });
});
