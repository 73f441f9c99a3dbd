import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../drill/sandbox/sandbox.ts';
import { runCli, stage, urlOf } from '../testing/commands.ts';

const { place, start, clear } = stage();
afterEach(clear);

describe('failsoft figures', () => {
  it('shows of each service how reliable it was, with what that means', async () => {
    const sandbox = await startSandbox({ pace: 'instant' });
    const provider = `{ baseUrl: "${sandbox.baseUrl('anthropic')}", apiKey: sk-written-in-place-0000 }`;
    const cwd = place({
      'failsoft.yaml': `listen: 127.0.0.1:0\nproviders: { anthropic: ${provider} }\nroutes: [{ match: ["*"], ladder: [anthropic/*] }]\n`,
    });
    await urlOf(start([], { cwd }));
    const { code, stdout } = await runCli(['figures', '--days', '365', '--definition', 'major'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('major or worse');
    expect(stdout).toMatch(/^Claude API +\d\d\.\d\d % +\d+\.\d h +\d+ /m);
    const { data } = JSON.parse((await runCli(['figures', '--surface', 'Claude API', '--json'], { cwd })).stdout);
    expect(data.definition.id).toBe('statuspage');
    expect(data.rows.map(({ surface }: { surface: string }) => surface)).toEqual(data.rows.map(() => 'claude-api'));
    expect(data.rows.length).toBeGreaterThan(0);
    expect(sandbox.seen('anthropic')).toEqual([]);
    await sandbox.close();
  });

  it('refuses what it cannot show, and says when nobody is there', async () => {
    const cwd = place({});
    expect((await runCli(['figures', '--days', '12'], { cwd })).code).toBe(2);
    expect((await runCli(['figures', '--definition', 'mine'], { cwd })).code).toBe(2);
    expect((await runCli(['figures', '--url', 'http://127.0.0.1:9'], { cwd })).code).toBe(5);
  });
});
