import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runCli, stage, urlOf } from '../testing/commands.ts';

// The real programs, when a folder has them: they are a gigabyte and change every week, so nothing depends on them.
// npm install --prefix /tmp/clients @openai/codex @google/gemini-cli opencode-ai @anthropic-ai/claude-code
// FAILSOFT_REAL_CLIENTS=/tmp/clients/node_modules/.bin npx vitest run src/cli/launch/real-clients.test.ts
const folder = process.env['FAILSOFT_REAL_CLIENTS'] ?? '';

const { place, start, clear } = stage();
afterEach(clear);

const HELLO: Readonly<Record<string, readonly string[]>> = {
  claude: ['-p', 'Say hello'],
  codex: ['exec', '--skip-git-repo-check', 'Say hello'],
  gemini: ['--skip-trust', '-p', 'Say hello'],
  opencode: ['run', '-m', 'failsoft/gpt-5.6', 'Say hello'],
};

/** What they do beside their work is not wanted here. */
const QUIET = {
  NO_COLOR: '1',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  DO_NOT_TRACK: '1',
};
const ANSWER = /at the simulated provider (?:openai|anthropic)/;
const LIMIT_MS = 90_000;

describe.skipIf(folder === '')('a real client', () => {
  const clients = Object.entries(HELLO).filter(([name]) => existsSync(join(folder, name)));

  it.each(clients)('%s is answered through the gateway for one run', { timeout: LIMIT_MS }, async (name, hello) => {
    const [cwd, HOME] = [place(), place()];
    const env = { ...QUIET, HOME, PATH: `${folder}:${dirname(process.execPath)}:/usr/bin:/bin` };
    const ran = await runCli(['launch', name, '--sandbox', '--', ...hello], { cwd, env });
    expect(ran.stdout).toMatch(ANSWER);
    expect(ran.code).toBe(0);
  });

  it.each(clients)(
    '%s is answered while it is connected, and is as before then',
    { timeout: LIMIT_MS },
    async (name, hello) => {
      const [cwd, HOME] = [place(), place()];
      const env = { ...QUIET, HOME, PATH: `${folder}:${dirname(process.execPath)}:/usr/bin:/bin` };
      const url = await urlOf(start(['serve', '--sandbox', '--port', '0'], { cwd, env }));
      expect((await runCli(['connect', name, '--yes', '--url', url], { cwd, env })).code).toBe(0);
      const asked = spawnSync(join(folder, name), hello, { cwd, env, encoding: 'utf8', input: '', timeout: LIMIT_MS });
      expect(asked.stdout).toMatch(ANSWER);
      const ran = await runCli(['disconnect', name, '--yes'], { cwd, env });
      expect(ran.code).toBe(0);
      const backups = readdirSync(HOME, { recursive: true }).filter((file) => String(file).includes('failsoft-backup'));
      expect(backups).toEqual([]);
      expect((await runCli(['connect', '--list'], { cwd, env })).stdout).toBe('');
    },
  );
});
