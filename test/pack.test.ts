import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
const PACKING_MS = 240_000;

/** An environment without keys, and without what npm tells the scripts that it runs. */
const env: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value = '']) =>
    /_(?:API_KEY|AUTH_TOKEN|BASE_URL)$|^(?:npm_|NODE_OPTIONS$|VITEST)/i.test(name) ? [] : [[name, value]],
  ),
);

let folder = '';
let running: ChildProcess | null = null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'failsoft-pack-'));
  await run(process.execPath, ['scripts/build.ts'], { cwd: root, env });
  const options = { cwd: folder, env, shell: process.platform === 'win32' };
  const { stdout } = await run('npm', ['pack', root, '--json', '--ignore-scripts'], options);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  writeFileSync(join(folder, 'package.json'), '{ "name": "a-stranger", "private": true, "type": "module" }');
  await run(
    'npm',
    ['install', `./${filename}`, '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'],
    options,
  );
}, PACKING_MS);

afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function stop(): Promise<void> {
  const child = running;
  running = null;
  if (child === null || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** Starts the gateway and gives its address, which it says when it listens, and all that it says. */
async function serve(...words: readonly string[]): Promise<{ readonly url: string; readonly said: () => string }> {
  const child = spawn(process.execPath, [join(folder, 'node_modules/failsoft/bin/failsoft.cjs'), 'serve', ...words], {
    cwd: folder,
    env,
  });
  running = child;
  let said = '';
  return new Promise((resolve, reject) => {
    const listen = (piece: Buffer): void => {
      said += piece.toString();
      const [url] = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(said) ?? [];
      if (url !== undefined) resolve({ url, said: () => said });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (code) => reject(new Error(`It ended with ${code}:\n${said}`)));
  });
}

describe('the package, installed by a stranger', () => {
  it('holds what it needs to run and nothing of how it is made', () => {
    const installed = join(folder, 'node_modules/failsoft');
    const needed = [
      'bin/failsoft.cjs',
      'bin/start.cjs',
      'dist/cli/main.js',
      'dist/store/worker.js',
      'dist/audit/reports/page/style.css',
      'dist/gateway/status-page/page/style.css',
      'dist/page/base.css',
      'dist/writer/index.html',
      'dist/writer/licenses.txt',
      'LICENSE',
    ];
    const foreign = ['src', 'test', 'docs', 'dist/drill/sandbox/testing', 'dist/providers/providers.test.js'];
    expect([...needed, ...foreign].filter((file) => existsSync(join(installed, file)))).toEqual(needed);
    expect(JSON.parse(readFileSync(join(installed, 'dist/schema.json'), 'utf8'))).toMatchObject({
      title: 'Failsoft configuration',
    });
    expect(JSON.parse(readFileSync(join(installed, 'dist/workflows.schema.json'), 'utf8'))).toMatchObject({
      title: 'Failsoft workflows',
    });
  });

  it('answers without a key, a file or a network, and says that the answer is not real', async () => {
    const { url, said } = await serve('--port', '0', '--no-store');
    const response = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'any' },
      body: JSON.stringify({
        model: 'claude-sonnet-5-5',
        max_tokens: 50,
        messages: [{ role: 'user', content: 'Are you there?' }],
      }),
    });
    expect(response.status).toBe(200);
    const { type, content } = (await response.json()) as { type: string; content: { type: string; text?: string }[] };
    expect(type).toBe('message');
    expect(content.find((block) => block.type === 'text')?.text).toMatch(/\w/);
    expect(response.headers.get('x-failsoft-mode')).toMatch(/^(?:primary|standby)$/);
    const writer = await fetch(`${url}/writer/`);
    expect([writer.status, await writer.text()]).toEqual([200, expect.stringContaining('<div id="root">')]);
    await stop();
    expect(said()).toMatch(/simulated/i);
  });

  it('is a library, too, and keeps its journal on disk with the thread that came along', async () => {
    const script = join(folder, 'use.js');
    writeFileSync(
      script,
      `import { createFailsoft, conversationOf } from 'failsoft';
       import { writeFileSync } from 'node:fs';
       writeFileSync('failsoft.yaml', 'providers: { nobody: { protocol: openai-chat, baseUrl: "http://127.0.0.1:9/v1", apiKey: x } }\\n' +
         'routes: [{ match: ["*"], ladder: [nobody/a, { notice: "Later, please." }] }]\\njournal: { path: kept.db }\\n');
       const failsoft = createFailsoft();
       const { reply, trace } = await failsoft.ask({ model: 'a', conversation: conversationOf('Hello') });
       await failsoft.close();
       const again = createFailsoft();
       const entries = await again.requests();
       await again.close();
       console.log(JSON.stringify({ reply, trace, entries }));`,
    );
    const { stdout } = await run(process.execPath, [script], { cwd: folder, env });
    const { reply, entries } = JSON.parse(stdout) as { reply: unknown; entries: { model: string }[] };
    expect(JSON.stringify(reply)).toContain('Later, please.');
    expect(entries.map(({ model }) => model)).toEqual(['a']);
    expect(existsSync(join(folder, 'kept.db'))).toBe(true);
  });

  it('brings the sandbox along for the tests of others, as its guide says', async () => {
    const script = join(folder, 'sandbox.js');
    writeFileSync(
      script,
      `import { startSandbox } from 'failsoft/sandbox';
       const sandbox = await startSandbox({ pace: 'instant' });
       sandbox.setFault('openai', 'overloaded', { times: 1 });
       const ask = () => fetch(sandbox.baseUrl('openai') + '/chat/completions', {
         method: 'POST',
         headers: { 'content-type': 'application/json', authorization: 'Bearer any' },
         body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] }),
       });
       const [first, second] = [await ask(), await ask()];
       console.log(JSON.stringify([first.status, second.status, sandbox.seen('openai').length]));
       await sandbox.close();`,
    );
    const { stdout } = await run(process.execPath, [script], { cwd: folder, env });
    expect(JSON.parse(stdout)).toEqual([503, 200, 2]);
  });
});

/** Runs a program in the folder of the stranger, and gives what it says as JSON. */
async function said(name: string, program: string): Promise<unknown> {
  writeFileSync(join(folder, name), program);
  const { stdout } = await run(process.execPath, [join(folder, name)], { cwd: folder, env });
  return JSON.parse(stdout);
}

describe('what the package has for pages', () => {
  it('asks, streams and keeps without React, which need not be there', async () => {
    expect(existsSync(join(folder, 'node_modules/react'))).toBe(false);
    // Of a test before: without it the providers are simulated ones.
    rmSync(join(folder, 'failsoft.yaml'), { force: true });
    const { url } = await serve('--port', '0', '--no-store');
    const program = `
      import { createAsking, createClient, createQueue, followHelp, textIn } from 'failsoft/client';
      const client = createClient({ url: '${url}' });
      const help = followHelp(client);
      const queue = createQueue({ client, help });
      const asking = createAsking({ client, help, queue });
      const body = { model: 'claude-sonnet-5-5', max_tokens: 20, messages: [{ role: 'user', content: 'Hello' }] };
      const request = { protocol: 'anthropic', body };
      const { body: answer } = await client.ask(request);
      asking.ask({ request });
      await new Promise((over) => asking.answering.subscribe(() => asking.answering.get().state !== 'streaming' && over()));
      await queue.add({ request });
      const react = await import('failsoft/react').then(() => 'there', ({ code }) => code);
      const { state, trouble } = asking.answering.get();
      console.log(JSON.stringify([textIn(answer) !== '', state, trouble, queue.items.get().length, react]));`;
    expect(await said('page.js', program)).toEqual([true, 'done', '', 1, 'ERR_MODULE_NOT_FOUND']);
    await stop();
  });

  it('is read by browsers as it lies in the package, and runs the example', async () => {
    cpSync(join(root, 'examples/plain'), join(folder, 'plain'), { recursive: true });
    const child = spawn(process.execPath, ['plain/serve.js', '0'], { cwd: folder, env });
    running = child;
    const url = await new Promise<string>((resolve) => {
      child.stdout.on('data', (piece: Buffer) => {
        const [found] = /http:\S+/.exec(piece.toString()) ?? [];
        if (found !== undefined) resolve(found);
      });
    });
    const seen = new Map<string, number>();
    const walk = async (path: string): Promise<void> => {
      if (seen.has(path)) return;
      const response = await fetch(url + path);
      seen.set(path, response.status);
      const text = await response.text();
      for (const [, from = ''] of text.matchAll(/from '([^']+)'/g))
        await walk(from === 'failsoft/client' ? '/failsoft/client.js' : new URL(from, url + path).pathname);
    };
    await walk('/reply.js');
    expect(seen.size).toBeGreaterThan(15);
    expect([...seen].filter(([, status]) => status !== 200)).toEqual([]);
    expect((await fetch(`${url}/ai/availability`)).status).toBe(200);
    expect((await fetch(`${url}/ai/healthz`)).status).toBe(404);
    await stop();
  });

  it('has hooks for the oldest React that they are said to work with', async () => {
    const options = { cwd: folder, env, shell: process.platform === 'win32' };
    const wanted = ['react@18', 'react-dom@18', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
    await run('npm', ['install', ...wanted], options);
    const program = `
      import { createElement as h, version } from 'react';
      import { renderToString } from 'react-dom/server';
      import { createClient, createQueue, followHelp } from 'failsoft/client';
      import { FailsoftProvider, useAsk, useAskLater, useLevel } from 'failsoft/react';
      const client = createClient({ url: 'http://127.0.0.1:9' });
      const help = followHelp(client);
      const queue = createQueue({ client, help });
      const All = () => [useLevel(), useAsk().state, useAskLater().waiting.length].join(' ');
      const page = renderToString(h(FailsoftProvider, { client, help, queue }, h(All)));
      console.log(JSON.stringify([version.split('.')[0], page]));`;
    expect(await said('hooks.js', program)).toEqual(['18', '0 idle 0']);
  });
});

describe('a Node that is too old', () => {
  it.each(['0.10.48', '18.20.8', '20.20.2', '22.18.0'])(
    '%s is refused in one sentence before anything is loaded',
    async (version) => {
      const pretend = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } }); require('${join(root, 'bin/failsoft.cjs').replaceAll('\\', '/')}')`;
      const failed = await run(process.execPath, ['-e', pretend], { env }).catch((error: unknown) => error);
      expect(failed).toMatchObject({
        code: 2,
        stdout: '',
        stderr: `failsoft needs Node 22.19 or newer and this is ${version}: get a current one from https://nodejs.org.\n`,
      });
    },
  );

  it.each(['failsoft.cjs', 'start.cjs'])('can read %s as far as it has to', (file) => {
    const text = readFileSync(join(root, 'bin', file), 'utf8');
    const modern = /=>|`|\b(?:const|let|class|async|await)\b|\?\.|\?\?|,\s*\)/;
    expect(modern.test(text.replace(/\/\/.*/g, ''))).toBe(false);
    expect(file === 'start.cjs' || !text.includes('import(')).toBe(true);
  });
});
