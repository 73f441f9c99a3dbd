import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { tell } from './running/client.ts';
import { stage } from './testing.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const { place, later, clear } = stage();
afterEach(clear);

/** `script` gives a program a terminal. What macOS calls so takes other arguments. */
const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
if (!hasTerminal) {
  const sentence =
    'The command line on a terminal is not tested: it takes Linux with `script` (apt-get install bsdutils).';
  if (process.env['FAILSOFT_TEST_ALL'] === '1') throw new Error(sentence);
  process.stderr.write(`${sentence}\n`);
}

type Terminal = {
  /** Presses keys. */
  readonly press: (keys: string) => void;
  /** Resolves with the match when the text shows up. */
  readonly until: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly ended: Promise<number | null>;
};

/** Runs the command line on a terminal of its own. */
function onTerminal(words: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Terminal {
  const line = `stty cols 100 rows 40; exec ${[process.execPath, MAIN, ...words].join(' ')}`;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', NO_COLOR: '1', OLLAMA_HOST: '127.0.0.1:9', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  child.stdin.on('error', () => {});
  const ended = once(child, 'close').then(([code]: readonly unknown[]) => (typeof code === 'number' ? code : null));
  later(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    press: (keys) => void child.stdin.write(keys),
    until: async (pattern) => {
      const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
      const look = (): void => {
        const match = pattern.exec(text);
        if (match !== null) resolve(match);
      };
      child.stdout.on('data', look);
      child.once('close', () => reject(new Error(`${pattern} did not show up:\n${text}`)));
      look();
      return promise;
    },
    ended,
  };
}

const KEYS = { ANTHROPIC_API_KEY: 'sk-ant-api03-aaaaaaaaaaaaaaaaaaQx4A', OPENAI_API_KEY: 'sk-proj-aaaaaaaaaaaa9fTk' };
const DOWN = '\u001B[B';

describe.skipIf(!hasTerminal)('failsoft on a terminal', () => {
  it('asks once who may stand in, remembers it, and asks about the same vendors never again', async () => {
    const cwd = place();
    const first = onTerminal(['--port', '0'], cwd, KEYS);
    await first.until(/may the others/);
    first.press('\r');
    await first.until(/claude-\* +anthropic\/\* → openai\/gpt-5\.6 → notice[^]*http:[^]*h help/);
    first.press('q');
    expect(await first.ended).toBe(0);
    const consent = JSON.parse(readFileSync(join(cwd, '.failsoft', 'consent.json'), 'utf8'));
    expect(consent).toMatchObject({ standby: ['anthropic', 'openai'], asked: ['anthropic', 'openai'] });

    const second = onTerminal(['--port', '0'], cwd, KEYS);
    await second.until(/claude-\* +anthropic\/\* → openai\/gpt-5\.6 → notice[^]*h help/);
    second.press('q');
    expect(await second.ended).toBe(0);
  });

  it('takes no for an answer', async () => {
    const terminal = onTerminal(['--port', '0'], place(), KEYS);
    await terminal.until(/may the others/);
    terminal.press(DOWN + DOWN);
    terminal.press('\r');
    await terminal.until(/No vendor stands in for another\.[^]*claude-\* +anthropic\/\* → notice[^]*h help/);
    terminal.press('q');
    expect(await terminal.ended).toBe(0);
  });

  it('ends with 130 when it is interrupted at the question', async () => {
    const terminal = onTerminal(['--port', '0'], place(), KEYS);
    await terminal.until(/may the others/);
    terminal.press('\u0003');
    expect(await terminal.ended).toBe(130);
  });

  it('switches a simulated provider off with a key, and tells of the failover that follows', async () => {
    const terminal = onTerminal(['--port', '0'], place());
    const [, url = ''] = await terminal.until(/ANTHROPIC_BASE_URL=(http:\S+)[^]*h help/);
    terminal.press('a');
    await terminal.until(/Anthropic is off/);
    const body = { model: 'claude-sonnet-5-5', max_tokens: 9, messages: [{ role: 'user', content: 'Hello' }] };
    expect((await tell(url, { method: 'POST', path: '/v1/messages', body })).status).toBe(200);
    await terminal.until(/claude-sonnet-5-5 → openai\/gpt-5\.6 \(anthropic overloaded\)/);
    terminal.press('a');
    await terminal.until(/Anthropic is on/);
    terminal.press('\u0003');
    expect(await terminal.ended).toBe(0);
  });
});
