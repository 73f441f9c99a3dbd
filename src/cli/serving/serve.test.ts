import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { listAt, textAt } from '../../model/json.ts';
import { tell } from '../running/client.ts';
import { type RunningCommand, runCli, stage, urlOf } from '../testing/commands.ts';

const { place, start, later, clear } = stage();
afterEach(clear);

const ASK = { model: 'claude-sonnet-5-5', max_tokens: 50, messages: [{ role: 'user', content: 'Hello' }] };

async function served(url: string): Promise<string> {
  const { status, body } = await tell(url, { method: 'POST', path: '/v1/messages', body: ASK });
  expect(status).toBe(200);
  return textAt(body, 'content', 0, 'text');
}

/** Until a simulated provider of the command has been asked. */
async function untilAsked(command: RunningCommand): Promise<void> {
  const [, sandbox = ''] = /(http:\S+)\/_sandbox/.exec(command.stderr()) ?? [];
  const providers = async () => listAt((await tell(sandbox, { path: '/_sandbox/providers' })).body, 'providers').length;
  await expect.poll(providers, { interval: 10 }).toBeGreaterThan(0);
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listenOn(server, 0);
  server.close();
  await once(server, 'close');
  return port;
}

async function listenOn(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}

const FILE = (port: number): string => `listen: 127.0.0.1:${port}
providers:
  spare: { protocol: openai-chat, baseUrl: "http://127.0.0.1:9/v1", apiKey: sk-spare-written-in-place }
routes:
  - match: ["*"]
    ladder: [spare/spare-1, notice]
`;

describe('failsoft without any key', () => {
  it('shows a failover within a minute: simulated providers, and switches that its screen names', async () => {
    const command = start(['--port', '0'], { cwd: place() });
    const url = await urlOf(command);
    expect(command.stdout()).toBe(`${url}\n`);
    const screen = command.stderr();
    expect(screen).toContain('SIMULATED');
    expect(screen).toContain(`export ANTHROPIC_BASE_URL=${url}\n`);
    expect(screen).toContain(`export OPENAI_BASE_URL=${url}/v1\n`);
    expect(screen).toContain(`curl -i ${url}/v1/messages`);

    expect(await served(url)).toContain('provider anthropic');
    const [, sandbox = ''] = /(http:\S+)\/_sandbox\/providers\/anthropic/.exec(screen) ?? [];
    await tell(sandbox, { method: 'PUT', path: '/_sandbox/providers/anthropic', body: { fault: 'overloaded' } });
    expect(await served(url)).toContain('provider openai');
    await tell(sandbox, { method: 'PUT', path: '/_sandbox/providers/anthropic', body: { fault: null } });
    expect(await served(url)).toContain('provider anthropic');
  });

  it('sends nothing to anybody by starting', async () => {
    const command = start(['--port', '0'], { cwd: place() });
    await urlOf(command);
    const [, sandbox = ''] = /(http:\S+)\/_sandbox/.exec(command.stderr()) ?? [];
    const { body } = await tell(sandbox, { path: '/_sandbox/providers' });
    expect(body).toEqual({ providers: [] });
  });

  it('leaves no word of its screen on stdout with --json but one object', async () => {
    const command = start(['serve', '--port', '0', '--json'], { cwd: place() });
    await command.until('stdout', /\n/);
    const report = JSON.parse(command.stdout());
    expect(report).toMatchObject({
      schema: 'failsoft.serve/v1',
      ok: true,
      data: { source: 'sandbox', pid: command.pid },
    });
  });
});

describe('failsoft serve', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 on %s, after the requests under way', async (signal) => {
    const cwd = place();
    const command = start(['--port', '0'], { cwd });
    const url = await urlOf(command);
    const asked = served(url);
    await command.until('stderr', /Use it/);
    await untilAsked(command);
    command.signal(signal);
    expect(await asked).not.toBe('');
    expect((await command.ended).code).toBe(0);
    expect(existsSync(join(cwd, '.failsoft', 'gateway.json'))).toBe(false);
  });

  it('goes on when nobody reads any more what it says', async () => {
    const command = start([], { cwd: place({ 'failsoft.yaml': FILE(0) }) });
    const url = await urlOf(command);
    await command.until('stderr', /Use it/);
    command.leave('stderr');
    // Each of them is told of.
    for (let count = 0; count < 3; count += 1)
      expect((await tell(url, { method: 'POST', path: '/admin/reload', body: {} })).status).toBe(200);
    expect(await served(url)).not.toBe('');
    command.signal('SIGTERM');
    expect((await command.ended).code).toBe(0);
  });

  it('does not wait for anybody after a second signal', async () => {
    const command = start(['--port', '0'], { cwd: place() });
    const url = await urlOf(command);
    const long = { ...ASK, max_tokens: 4_000, messages: [{ role: 'user', content: '[long] story' }] };
    const asked = tell(url, { method: 'POST', path: '/v1/messages', body: long }).catch((error: unknown) => error);
    await untilAsked(command);
    command.signal('SIGINT');
    await command.until('stderr', /Waiting for requests under way/);
    command.signal('SIGINT');
    expect((await command.ended).code).toBe(0);
    // It was cut off in the middle of what would have been a whole answer.
    expect(await asked).not.toMatchObject({ status: 200 });
  });

  it('writes down where it listens, for its owner alone, and nothing with --no-store', async () => {
    const cwd = place();
    const command = start(['--port', '0'], { cwd });
    const url = await urlOf(command);
    const state = join(cwd, '.failsoft', 'gateway.json');
    expect(JSON.parse(readFileSync(state, 'utf8'))).toEqual({
      url,
      pid: command.pid,
      adminKey: expect.stringMatching(/^[\w-]{32}$/),
    });
    expect(statSync(state).mode & 0o777).toBe(0o600);

    const bare = place({ 'failsoft.yaml': FILE(0) });
    await urlOf(start(['--no-store'], { cwd: bare }));
    expect(existsSync(join(bare, '.failsoft'))).toBe(false);
  });

  it('says that it runs already, and where, instead of starting twice', async () => {
    const cwd = place({ 'failsoft.yaml': FILE(await freePort()) });
    const url = await urlOf(start([], { cwd }));
    const second = await runCli([], { cwd });
    expect(second).toMatchObject({ code: 0, stdout: `${url}\n` });
    expect(second.stderr).toContain('already running');
  });

  it('takes the next port when another program has the usual one', async () => {
    const other = createServer((_, response) => response.end('something else'));
    const port = await listenOn(other, 0);
    later(() => other.close());
    const command = start([], { cwd: place({ 'failsoft.yaml': FILE(port) }) });
    expect(Number(new URL(await urlOf(command)).port)).toBeGreaterThan(port);
    expect(command.stderr()).toContain(`Port ${port} is taken`);
  });

  it('ends with 1 when the port that was asked for is taken, and names who has it', async () => {
    const other = createServer((_, response) => response.end('something else'));
    const port = await listenOn(other, 0);
    later(() => other.close());
    const { code, stdout, stderr } = await runCli(['--port', String(port)], { cwd: place() });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`Port ${port} on 127.0.0.1 is taken`);
    if (process.platform === 'linux') expect(stderr).toContain(`(pid ${process.pid})`);
  });

  it('refuses to be open to other machines without keys for them', async () => {
    const { code, stderr } = await runCli(['--host', '0.0.0.0', '--port', '0'], { cwd: place() });
    expect(stderr).toContain('"clients"');
    expect(code).toBe(2);
  });

  it('refuses --standby beside a file, because the file says it', async () => {
    const { code, stderr } = await runCli(['--standby', 'all', '--port', '0'], {
      cwd: place({ 'failsoft.yaml': FILE(0) }),
    });
    expect(stderr).toContain('failsoft.yaml says who stands in');
    expect(code).toBe(2);
  });

  it('refuses a file with mistakes and tells them all with their places', async () => {
    const broken = FILE(0).replace('ladder:', 'laddr:').replace('spare/spare-1', 'other/x');
    const { code, stdout, stderr } = await runCli([], { cwd: place({ 'failsoft.yaml': broken }) });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^failsoft\.yaml:6:5 {2}unknown key "laddr" — did you mean "ladder"\?/m);
  });
});
