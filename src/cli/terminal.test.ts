import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { tell } from './running/client.ts';
import { stage } from './testing/commands.ts';
import { hasTerminal, openTerminal, type Terminal } from './testing/terminal.ts';

const { place, later, clear } = stage();
afterEach(clear);

function onTerminal(words: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Terminal {
  const terminal = openTerminal(words, { cwd, env });
  later(terminal.close);
  return terminal;
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
