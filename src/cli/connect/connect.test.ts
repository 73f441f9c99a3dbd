import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { at, type Json, listAt, textAt } from '../../model/json.ts';
import { type Ran, runCli, stage, urlOf } from '../testing/commands.ts';
import { hasTerminal, openTerminal } from '../testing/terminal.ts';

const { place, start, later, clear } = stage();
afterEach(clear);

const LISTEN = 'listen: 127.0.0.1:4799\n';
/** A configuration that names a gateway which does not run, so that nothing on this machine is asked. */
const FILE = `${LISTEN}providers:\n  mine: { protocol: openai-chat, baseUrl: "http://127.0.0.1:9/v1", apiKey: a-key-of-ours, models: [local-1] }\nroutes:\n  - { match: ["*"], ladder: ["mine/*"] }\n`;
const URL_THERE = 'http://127.0.0.1:4799';

type Person = {
  readonly home: string;
  readonly run: (words: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ran>;
  readonly write: (file: string, text: string) => void;
  readonly read: (file: string) => string;
  readonly has: (file: string) => boolean;
};

/** Somebody with a home of their own and a folder with a configuration. */
function person(file = FILE): Person {
  const home = place();
  const cwd = place({ 'failsoft.yaml': file });
  const path = (name: string): string => join(home, name);
  return {
    home,
    run: async (words, env = {}) => runCli(words, { cwd, env: { HOME: home, ...env } }),
    write: (name, text) => {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), text);
    },
    read: (name) => readFileSync(path(name), 'utf8'),
    has: (name) => existsSync(path(name)),
  };
}

function json(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}

const CLAUDE = '.claude/settings.json';
const EDITOR = process.platform === 'darwin' ? 'Library/Application Support/Code/User' : '.config/Code/User';
const VSCODE = `${EDITOR}/chatLanguageModels.json`;
const SETTINGS = '{\n  "theme": "dark",\n  "env": {\n    "ANTHROPIC_API_KEY": "sk-ant-api03-mine-mine-mine"\n  }\n}\n';

describe.skipIf(process.platform === 'win32')('failsoft connect', () => {
  it('leads Claude Code to the gateway, and disconnect gives every byte back', async () => {
    const { run, write, read, has } = person();
    write(CLAUDE, SETTINGS);
    const ran = await run(['connect', 'claude', '--yes']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(`Claude Code asks ${URL_THERE} from now on`);
    expect(ran.stderr).toContain('No gateway runs');
    const env = { ANTHROPIC_BASE_URL: URL_THERE, ANTHROPIC_AUTH_TOKEN: 'failsoft', ANTHROPIC_API_KEY: '' };
    expect(json(read(CLAUDE))).toEqual({ theme: 'dark', env });
    expect(read(`${CLAUDE}.failsoft-backup`)).toBe(SETTINGS);

    expect((await run(['disconnect', 'claude', '--yes'])).code).toBe(0);
    expect(read(CLAUDE)).toBe(SETTINGS);
    expect(has(`${CLAUDE}.failsoft-backup`)).toBe(false);
    expect(json(read('.local/state/failsoft/connections.json'))).toEqual({ connections: [] });
  });

  it('keeps what the person changed in between, and shows no key of theirs', async () => {
    const { run, write, read } = person();
    write(CLAUDE, SETTINGS);
    const ran = await run(['connect', 'claude', '--yes']);
    write(CLAUDE, read(CLAUDE).replace('"dark"', '"light"').replace('"env": {', '"env": {\n    "MINE": "1",'));
    const out = await run(['disconnect', 'claude', '--yes']);
    expect(read(CLAUDE)).toBe(SETTINGS.replace('"dark"', '"light"').replace('"env": {', '"env": {\n    "MINE": "1",'));
    for (const { stdout, stderr } of [ran, out]) expect(stdout + stderr).not.toContain('mine-mine');
    expect(ran.stdout).toContain('-     "ANTHROPIC_API_KEY": "[secret]"');
  });

  it('leaves what the person changed at our place, says so, and ends with 1', async () => {
    const { run, read, write } = person();
    await run(['connect', 'claude', '--yes']);
    write(CLAUDE, read(CLAUDE).replace(URL_THERE, 'https://elsewhere.example'));
    expect((await run(['connect', '--list'])).stdout).toMatch(/^claude +http:\S+ +changed since by you/);
    for (const words of [
      ['connect', 'claude', '--yes'],
      ['disconnect', 'claude', '--yes'],
    ]) {
      const ran = await run(words);
      expect(ran.code).toBe(1);
      expect(ran.stderr).toContain('"env.ANTHROPIC_BASE_URL" was changed since');
    }
    expect(json(read(CLAUDE))).toEqual({ env: { ANTHROPIC_BASE_URL: 'https://elsewhere.example' } });
  });

  // oxfmt-ignore
  it.each([
    ['claude',   '.claude/settings.json'],
    ['codex',    '.codex/config.toml'],
    ['gemini',   '.gemini/settings.json'],
    ['opencode', '.config/opencode/opencode.json'],
    ['continue', '.continue/config.yaml'],
    ['vscode',   VSCODE],
    ['zed',      '.config/zed/settings.json'],
  ])('makes the settings of %s where there are none, and removes them again with their folders', async (client, file) => {
    const { run, read, has } = person();
    expect((await run(['connect', client, '--yes'])).code).toBe(0);
    expect(read(file)).toMatch(/failsoft|gemini-api-key/i);
    expect((await run(['connect', '--list'])).stdout).toMatch(new RegExp(`^${client} +${URL_THERE} +connected +`));
    expect((await run(['disconnect', client, '--yes'])).code).toBe(0);
    expect(has(file.split('/')[0] ?? '')).toBe(false);
    expect((await run(['disconnect', client, '--yes'])).stderr).toContain('is not connected');
  });

  it('tells Codex, Gemini CLI, Continue, VS Code and Zed what each of them has to know', async () => {
    const { run, read, write } = person();
    write(VSCODE, '[{ "name": "mine", "vendor": "ollama" }]\n');
    for (const client of ['codex', 'gemini', 'continue', 'vscode', 'zed', 'opencode'])
      await run(['connect', client, '--yes']);
    expect(parseToml(read('.codex/config.toml'))).toMatchObject({
      model_provider: 'failsoft',
      model_providers: {
        failsoft: { base_url: `${URL_THERE}/v1`, wire_api: 'responses', experimental_bearer_token: 'failsoft' },
      },
    });
    expect(read('.gemini/.env')).toContain(`GOOGLE_GEMINI_BASE_URL=${URL_THERE}\nGEMINI_API_KEY=failsoft\n`);
    expect(json(read('.gemini/settings.json'))).toEqual({ security: { auth: { selectedType: 'gemini-api-key' } } });
    expect(parseYaml(read('.continue/config.yaml'))).toMatchObject({
      schema: 'v1',
      models: [{ model: 'local-1', apiBase: `${URL_THERE}/v1` }],
    });
    const groups = json(read(VSCODE));
    expect(groups).toMatchObject([
      { name: 'mine' },
      { vendor: 'customendpoint', models: [{ id: 'local-1', url: `${URL_THERE}/v1/chat/completions` }] },
    ]);
    const zed = json(read('.config/zed/settings.json'));
    expect(at(zed, 'language_models', 'openai_compatible', 'Failsoft')).toMatchObject({
      api_url: `${URL_THERE}/v1`,
      available_models: [{ name: 'local-1' }],
    });
    expect(at(json(read('.config/opencode/opencode.json')), 'provider')).toMatchObject({
      anthropic: { options: { baseURL: `${URL_THERE}/v1`, apiKey: 'failsoft' } },
      failsoft: { models: { 'local-1': {} } },
    });
  });

  it('uses the gateway that runs, connects to another address later, and still gives back what was there first', async () => {
    const { home, run, read, write } = person();
    write(CLAUDE, SETTINGS);
    await run(['connect', 'claude', '--yes']);
    const url = await urlOf(start(['serve', '--sandbox', '--port', '0'], { cwd: place(), env: { HOME: home } }));
    expect((await run(['connect', 'claude', '--yes', '--url', url])).code).toBe(0);
    expect(textAt(json(read(CLAUDE)), 'env', 'ANTHROPIC_BASE_URL')).toBe(url);
    const again = await run(['connect', 'claude', '--yes', '--url', url]);
    expect(again.stderr).toContain('connected');
    expect(again.stdout).toBe('');
    await run(['disconnect', 'claude', '--yes']);
    expect(read(CLAUDE)).toBe(SETTINGS);
  });

  it('changes nothing with --dry-run, nor where nobody can agree', async () => {
    const { run, write, read, has } = person();
    write(CLAUDE, SETTINGS);
    const dry = await run(['connect', 'claude', '--dry-run', '--json']);
    expect(dry.code).toBe(0);
    expect(json(dry.stdout)).toMatchObject({
      schema: 'failsoft.connect/v1',
      ok: true,
      data: { done: false, files: [{ change: 'changed' }] },
    });
    expect(listAt(json(dry.stdout), 'data', 'files', 0, 'diff')).toContain(
      `+    "ANTHROPIC_BASE_URL": "${URL_THERE}",`,
    );
    const asked = await run(['connect', 'claude']);
    expect(asked).toMatchObject({ code: 1 });
    expect(asked.stderr).toContain('--yes');
    expect(read(CLAUDE)).toBe(SETTINGS);
    expect(has('.local')).toBe(false);
  });

  it('writes a key of the gateway where one is needed, for its owner alone, and into no record', async () => {
    const key = 'a-client-key-of-28-letters-xy';
    const { home, run, read } = person(`${FILE}clients: [{ id: laptop, key: ${key} }]\n`);
    const ran = await run(['connect', 'claude', '--yes']);
    expect(textAt(json(read(CLAUDE)), 'env', 'ANTHROPIC_AUTH_TOKEN')).toBe(key);
    expect(statSync(join(home, CLAUDE)).mode & 0o777).toBe(0o600);
    expect(ran.stdout + ran.stderr + read('.local/state/failsoft/connections.json')).not.toContain(key);
    expect((await run(['connect', 'langchain'])).stdout).toContain('process.env.FAILSOFT_KEY');
  });

  it('keeps a link a link, and the mode of the file behind it', async () => {
    const { home, run, write, read } = person();
    write('dotfiles/claude.json', SETTINGS);
    chmodSync(join(home, 'dotfiles/claude.json'), 0o640);
    mkdirSync(join(home, '.claude'));
    symlinkSync(join(home, 'dotfiles/claude.json'), join(home, CLAUDE));
    await run(['connect', 'claude', '--yes']);
    expect(textAt(json(read('dotfiles/claude.json')), 'env', 'ANTHROPIC_BASE_URL')).toBe(URL_THERE);
    expect(statSync(join(home, 'dotfiles/claude.json')).mode & 0o777).toBe(0o640);
  });

  it.each([
    ['a file with a mistake', '{ "env": { ', 'There is a mistake in line 1'],
    ['a file where our place is taken by something else', '{ "env": 3 }', '"env" is no object'],
  ])('refuses %s with 2 and leaves it as it is', async (_, text, said) => {
    const { run, write, read } = person();
    write(CLAUDE, text);
    const ran = await run(['connect', 'claude', '--yes']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(said);
    expect(read(CLAUDE)).toBe(text);
  });

  it('says plainly what cannot work, and what to do instead', async () => {
    const { code, stderr, stdout } = await person().run(['connect', 'cursor']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/its own servers[^]*failsoft launch claude/);
  });

  it.each([
    ['cline', /Base URL +http:\/\/127\.0\.0\.1:4799\/v1\n/],
    ['langchain', /base_url="http:\/\/127\.0\.0\.1:4799\/v1"/],
    ['ai-sdk', /createAnthropic\({ baseURL: 'http:\/\/127\.0\.0\.1:4799\/v1'/],
    ['sdk', /^export OPENAI_BASE_URL=http:\/\/127\.0\.0\.1:4799\/v1$/m],
  ])('prints what to enter or paste for %s', async (client, expected) => {
    const { code, stdout } = await person().run(['connect', client]);
    expect(code).toBe(0);
    expect(stdout).toMatch(expected);
  });

  it.each([
    [['connect', 'emacs'], 2, 'is not known: claude, codex'],
    [['connect'], 2, 'Name a client'],
    [['disconnect', 'emacs'], 2, 'is not known'],
    [['connect', 'claude', '--url', 'http://127.0.0.1:9'], 5, 'No gateway answers'],
  ])('refuses %j', async (words, code, said) => {
    const ran = await person().run(words);
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toContain(said);
  });

  it('refuses a gateway that takes another port every time', async () => {
    const ran = await person(FILE.replace('4799', '0')).run(['connect', 'claude', '--yes']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('any free port');
  });
});

describe.skipIf(!hasTerminal)('failsoft connect on a terminal', () => {
  it.each([
    ['y', 0, true],
    ['n', 1, false],
    ['\u0003', 130, false],
  ])('shows the change and asks; %j is obeyed', async (key, code, done) => {
    const { home, has } = person();
    const terminal = openTerminal(['connect', 'claude'], {
      cwd: place({ 'failsoft.yaml': FILE }),
      env: { HOME: home },
    });
    later(terminal.close);
    await terminal.until(/\+ +"ANTHROPIC_BASE_URL"[^]*Change this file\?/);
    terminal.press(key);
    expect(await terminal.ended).toBe(code);
    expect(has(CLAUDE)).toBe(done);
  });
});
