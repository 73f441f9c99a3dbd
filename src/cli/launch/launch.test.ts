import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../drill/sandbox/sandbox.ts';
import { at, type Json, listAt, textAt } from '../../model/json.ts';
import { behindShim, findProgram } from './program.ts';
import { isGateway } from '../running/running.ts';
import { type Ran, runCli, stage, type Surroundings, urlOf } from '../testing/commands.ts';

/** A client that does what coding agents do: it reads its variables, asks, and tells what came. */
const ASKING_CLIENT = `#!/usr/bin/env node
import { appendFileSync, readFileSync } from 'node:fs';
const { ANTHROPIC_BASE_URL: base, ANTHROPIC_AUTH_TOKEN: token, ANTHROPIC_API_KEY: key, OPENCODE_CONFIG_CONTENT: inline } = process.env;
const { GOOGLE_GEMINI_BASE_URL: google, GEMINI_API_KEY: googleKey, GEMINI_CLI_HOME: home, FAILSOFT_CODEX_KEY: codexKey } = process.env;
if (process.argv[2] === 'wait') {
  console.log('It waits');
  setTimeout(() => {}, 60_000);
} else {
  if (home !== undefined) appendFileSync(home + '/.gemini/history', 'one more\\n');
  const words = process.argv.slice(2).join(' ');
  const address = base ?? google ?? /(?:base_url="|API_BASE=)([^" ]+)/.exec(words)?.[1] ?? JSON.parse(inline).provider.anthropic.options.baseURL;
  const response = await fetch(address.replace(/\\/v1$/, '') + '/v1/messages', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01', authorization: 'Bearer ' + (token || key || googleKey || codexKey) },
    body: JSON.stringify({ model: 'claude-sonnet-5-5', max_tokens: 50, messages: [{ role: 'user', content: 'Hello' }] }),
  });
  await response.text();
  console.log(JSON.stringify({ base, token, key, inline, google, googleKey, codexKey, home,
    settings: home === undefined ? '' : readFileSync(home + '/.gemini/settings.json', 'utf8'), words: process.argv.slice(2), status: response.status,
    served: response.headers.get('x-failsoft-served-by') }));
  process.exitCode = Number(process.argv[2] ?? 0) || 0;
}
`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
});
afterAll(async () => sandbox.close());

const { place, start, clear } = stage();
let programs = '';
beforeEach(() => {
  sandbox.clear();
  const names = ['claude', 'opencode', 'codex', 'gemini', 'aider'];
  const files = Object.fromEntries(names.map((name) => [name, ASKING_CLIENT]));
  programs = place({ 'package.json': '{"type":"module"}', ...files });
  for (const name of names) chmodSync(join(programs, name), 0o755);
});
afterEach(clear);

function surroundings(cwd: string, env: Readonly<Record<string, string>> = {}): Surroundings {
  // A home of its own, so that the settings of a real Claude Code on this machine do not count.
  return { cwd, env: { PATH: `${programs}:${dirname(process.execPath)}`, HOME: cwd, ...env } };
}

function told({ stdout }: Ran): Json {
  const json: Json = JSON.parse(stdout);
  return json;
}

const file = (provider: string, more = ''): string =>
  `listen: 127.0.0.1:0\nproviders:\n  mine: { provider: anthropic, baseUrl: "${sandbox.baseUrl('mine')}", ${provider} }\n` +
  `routes:\n  - { match: ["*"], ladder: ["mine/*"] }\n${more}`;

/** The batch file that npm writes. */
const shim = (target: string, by: string): string =>
  `@ECHO off\r\nSETLOCAL\r\nCALL :find_dp0\r\nendLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & ${by}"%dp0%\\${target}" %*\r\n`;

describe.skipIf(process.platform === 'win32')('failsoft launch', () => {
  it('runs Claude Code through a gateway of its own, with variables for that process alone', async () => {
    const cwd = place();
    const ran = await runCli(['launch', 'claude', '--sandbox'], surroundings(cwd));
    expect(ran.stderr).toMatch(/Claude Code through http:[^]*1 requests: 1 answered as asked/);
    expect(ran.code).toBe(0);
    expect(told(ran)).toMatchObject({ token: 'failsoft', key: '', status: 200, served: 'anthropic/claude-sonnet-5-5' });
    expect(textAt(told(ran), 'base')).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(readdirSync(cwd)).toEqual(['.failsoft']);
  });

  it('hands on the words behind -- and the exit code', async () => {
    const words = ['launch', 'claude', '--sandbox', '--', '7', '--model', 'a & b "c" $HOME'];
    const ran = await runCli(words, surroundings(place()));
    expect(at(told(ran), 'words')).toEqual(['7', '--model', 'a & b "c" $HOME']);
    expect(ran.code).toBe(7);
  });

  it('uses the gateway that runs', async () => {
    const cwd = place();
    const url = await urlOf(start(['serve', '--sandbox', '--port', '0'], surroundings(cwd)));
    const ran = await runCli(['launch', 'claude'], surroundings(cwd));
    expect(told(ran)).toMatchObject({ base: url, served: 'anthropic/claude-sonnet-5-5' });
  });

  it('leaves the credential of the client alone where it is sent on', async () => {
    const cwd = place({ 'failsoft.yaml': file('apiKey: caller') });
    const env = { ANTHROPIC_AUTH_TOKEN: 'subscription-of-the-caller' };
    const ran = await runCli(['launch', 'claude'], surroundings(cwd, env));
    expect(told(ran)).toMatchObject({ token: 'subscription-of-the-caller', served: 'mine/claude-sonnet-5-5' });
    expect(sandbox.seen('mine')[0]?.headers['authorization']).toBe('Bearer subscription-of-the-caller');
  });

  it('lets a client in where keys are needed: with one of its own gateway, with FAILSOFT_KEY at another, else not', async () => {
    const clients = 'clients: [{ id: laptop, key: a-client-key-of-28-letters-xy }]\n';
    const cwd = place({ 'failsoft.yaml': file('apiKey: some-key-of-ours', clients) });
    const own = await runCli(['launch', 'claude'], surroundings(cwd));
    expect(told(own)).toMatchObject({ status: 200, served: 'mine/claude-sonnet-5-5' });

    await urlOf(start([], surroundings(cwd)));
    const without = await runCli(['launch', 'claude'], surroundings(cwd));
    expect(without).toMatchObject({ code: 4, stdout: '' });
    expect(without.stderr).toContain('FAILSOFT_KEY');
    const env = { FAILSOFT_KEY: 'a-client-key-of-28-letters-xy' };
    expect(told(await runCli(['launch', 'claude'], surroundings(cwd, env)))).toMatchObject({ status: 200 });
  });

  it('leads OpenCode by its own configuration, and keeps what was set in it', async () => {
    const before = JSON.stringify({ theme: 'system', provider: { anthropic: { options: { timeout: 1 } } } });
    const ran = await runCli(
      ['launch', 'opencode', '--sandbox'],
      surroundings(place(), { OPENCODE_CONFIG_CONTENT: before }),
    );
    expect(told(ran)).toMatchObject({ served: 'anthropic/claude-sonnet-5-5' });
    const inline: Json = JSON.parse(textAt(told(ran), 'inline'));
    const baseURL = textAt(inline, 'provider', 'anthropic', 'options', 'baseURL');
    expect(baseURL).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    expect(inline).toMatchObject({
      theme: 'system',
      provider: {
        anthropic: { options: { timeout: 1, baseURL, apiKey: 'failsoft' } },
        openai: { options: { baseURL, apiKey: 'failsoft' } },
        failsoft: { npm: '@ai-sdk/openai-compatible', options: { baseURL }, models: { 'gpt-5.6': {} } },
      },
    });
  });

  it('leads Codex by its arguments, with the key in a variable, where others cannot read it', async () => {
    const ran = await runCli(['launch', 'codex', '--sandbox', '--', 'exec', 'Say "hello"'], surroundings(place()));
    expect(told(ran)).toMatchObject({ status: 200, served: 'anthropic/claude-sonnet-5-5', codexKey: 'failsoft' });
    const words = listAt(told(ran), 'words').map(String);
    expect(words.slice(-2)).toEqual(['exec', 'Say "hello"']);
    const given = words.slice(0, -2).filter((word) => word !== '-c');
    const base_url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    expect(parseToml(given.join('\n'))).toEqual({
      model_provider: 'failsoft',
      model_providers: {
        failsoft: { name: 'Failsoft', base_url, wire_api: 'responses', env_key: 'FAILSOFT_CODEX_KEY' },
      },
    });
  });

  it('leads Gemini CLI by variables and a home for this run, with the settings and the history of the person', async () => {
    const cwd = place();
    mkdirSync(join(cwd, '.gemini'));
    const settings =
      '{\n  // mine\n  "ui": { "theme": "dark" }, "security": { "auth": { "selectedType": "oauth-personal" } }\n}';
    writeFileSync(join(cwd, '.gemini/settings.json'), settings);
    writeFileSync(join(cwd, '.gemini/history'), 'before\n');
    const ran = await runCli(['launch', 'gemini', '--sandbox'], surroundings(cwd));
    expect(told(ran)).toMatchObject({ status: 200, served: 'anthropic/claude-sonnet-5-5', googleKey: 'failsoft' });
    expect(textAt(told(ran), 'google')).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(JSON.parse(textAt(told(ran), 'settings'))).toEqual({
      ui: { theme: 'dark' },
      security: { auth: { selectedType: 'gemini-api-key' } },
    });
    expect(existsSync(textAt(told(ran), 'home'))).toBe(false);
    expect(readFileSync(join(cwd, '.gemini/settings.json'), 'utf8')).toBe(settings);
    expect(readFileSync(join(cwd, '.gemini/history'), 'utf8')).toBe('before\none more\n');
  });

  it('leads Aider by its arguments, which count more than a .env file of the project', async () => {
    const ran = await runCli(['launch', 'aider', '--sandbox', '--', '--model', 'sonnet'], surroundings(place()));
    expect(told(ran)).toMatchObject({ status: 200, served: 'anthropic/claude-sonnet-5-5', key: 'failsoft' });
    const words = listAt(told(ran), 'words').map(String);
    expect(words.join(' ')).toMatch(
      /^--openai-api-base http:\S+\/v1 --set-env ANTHROPIC_API_BASE=http:\S+\d --model sonnet$/,
    );
  });

  it('says when the settings of Claude Code would win over it', async () => {
    const cwd = place();
    mkdirSync(join(cwd, '.claude'));
    writeFileSync(join(cwd, '.claude', 'settings.json'), '{"env":{"ANTHROPIC_BASE_URL":"https://elsewhere.example"}}');
    const { stderr } = await runCli(['launch', 'claude', '--sandbox'], surroundings(cwd));
    expect(stderr).toContain('will not use this gateway');
  });

  it('ends when it is told to, and takes the client with it', async () => {
    const running = start(['launch', 'claude', '--sandbox', '--', 'wait'], surroundings(place()));
    await running.until('stderr', /through http/);
    await running.until('stdout', /It waits/);
    running.signal('SIGTERM');
    expect((await running.ended).code).toBe(128 + 15);
  });

  it('says how to install a client that is missing, and ends with 1', async () => {
    const env = { PATH: dirname(process.execPath) };
    const { code, stderr } = await runCli(['launch', 'claude', '--sandbox'], surroundings(place(), env));
    expect(stderr).toContain('npm install -g @anthropic-ai/claude-code');
    expect(code).toBe(1);
  });

  it.each([
    ['a client that nobody knows', ['launch', 'emacs'], 2, 'these can: claude, codex'],
    ['a gateway that does not run', ['launch', 'opencode', '--url', 'http://127.0.0.1:9'], 5, 'No gateway answers'],
  ])('refuses %s', async (_, words, code, sentence) => {
    const ran = await runCli(words, surroundings(place()));
    expect(ran.stderr).toContain(sentence);
    expect(ran).toMatchObject({ code, stdout: '' });
  });

  it('does not let a simulation play a coding agent by accident', async ({ skip }) => {
    skip(await isGateway('http://127.0.0.1:4747'), 'a gateway runs at the usual port of this machine');
    const { code, stdout, stderr } = await runCli(['launch', 'opencode'], surroundings(place()));
    expect(stderr).toContain('--sandbox');
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  });
});

describe('a program on Windows', () => {
  it.each([
    ['a script', shim('node_modules\\@anthropic-ai\\claude-code\\cli.js', '"%_prog%"  '), true, 'cli.js'],
    ['a script without an ending', shim('node_modules\\opencode-ai\\bin\\opencode', '"%_prog%"  '), true, 'opencode'],
    ['a program', shim('node_modules\\claude\\bin\\claude.exe', ''), false, 'claude.exe'],
  ])('is started without the batch file that npm put in front of it: %s', (_, text, byNode, end) => {
    const path = place({ 'claude.cmd': text });
    const program = behindShim(join(path, 'claude.cmd'));
    const words = [program?.file ?? '', ...(program?.first ?? [])];
    expect(words).toHaveLength(byNode ? 2 : 1);
    if (byNode) expect(words[0]).toBe(process.execPath);
    expect(words.at(-1)).toMatch(new RegExp(`^${path}.*${end.replace('.', '\\.')}$`));
  });

  it('is not taken from a batch file that does something else', () => {
    const path = place({ 'claude.cmd': '@echo off\r\ndel /q %*\r\n' });
    expect(behindShim(join(path, 'claude.cmd'))).toBeNull();
  });

  it('is looked for by the name that npm gives it there', () => {
    const path = place({ 'claude.cmd': shim('cli.js', '"%_prog%"  '), claude: '' });
    chmodSync(join(path, 'claude.cmd'), 0o755);
    expect(findProgram('claude', { Path: path }, 'win32')?.first).toEqual([join(path, 'cli.js')]);
    expect(findProgram('claude', { PATH: '' })).toBeNull();
  });
});
