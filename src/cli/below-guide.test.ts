import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../drill/sandbox/sandbox.ts';
import { runCli, stage, urlOf } from './testing/commands.ts';

const guide = readFileSync(new URL('../../docs/guides/below-the-last-model.md', import.meta.url), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text);
const [config = ''] = blocks('yaml');

type Step = { readonly command: string; readonly said: string };

/** What the guide shows, command by command, block by block. */
const sessions: readonly (readonly Step[])[] = blocks('console').map((block) =>
  [...block.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)].map(([, command = '', said = '']) => ({ command, said })),
);

const { place, start, clear } = stage();
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
});
afterEach(clear);
afterAll(async () => sandbox.close());

const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].slice(1).map(([, quoted, plain]) => quoted ?? plain ?? '');

/** Without what is another one each time: ids, times, the words of a model, and how wide a column is. */
function still(text: string): string {
  return text
    .replaceAll(/\b(req|job)_[0-9a-z]+/g, '$1_…')
    .replaceAll(/\bhelp [0-9a-f]{10}\b/g, 'help …')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'then')
    .replaceAll(/\b\d\d:\d\d UTC/g, 'then')
    .replaceAll(/\b[\d.]+ (?:ms|s|min) ago|just now/g, 'ago')
    .replaceAll(/^(?:You asked: .*|\(the (?:answer|page)\))\n\n?/gm, 'words\n')
    .replaceAll(/^ {2}✗ .*\n/gm, '')
    .replaceAll(/^Building help by .*\n|^0 waiting; .*\n/gm, '')
    .replaceAll(/ +/g, ' ')
    .trim();
}

it('the guide to what lies below the last model shows what happens', async () => {
  const file = config.replace(
    '{ apiKey: "${ANTHROPIC_API_KEY}" }',
    `{ apiKey: k, baseUrl: "${sandbox.baseUrl('a')}" }`,
  );
  const cwd = place({ 'failsoft.yaml': `listen: 127.0.0.1:0\nhealth: { probes: { perMinute: 60 } }\n${file}` });
  const env = { FAILSOFT_STORE_KEY: 'a-key-of-more-than-thirty-two-letters' };
  const gateway = start([], { cwd, env });
  await urlOf(gateway);
  const run = async (line: string): Promise<string> => {
    const { stdout, stderr } = await runCli(wordsOf(line), { cwd, env });
    return still(`${stdout}${stderr}\n`);
  };
  const play = async (steps: readonly Step[]): Promise<void> => {
    for (const { command, said } of steps) expect([command, await run(command)]).toEqual([command, still(said)]);
  };

  const [well = [], drill = [], away = [], back = []] = sessions;
  await play(well);
  const [outage] = drill;
  if (outage === undefined) throw new Error('The guide has no drill');
  const drilling = start(wordsOf(outage.command), { cwd, env });
  await drilling.until('stderr', /Ctrl\+C ends it at once/);
  expect(still(drilling.stderr())).toBe(still(outage.said));
  await play(away);
  drilling.signal('SIGINT');
  await drilling.ended;
  await expect.poll(async () => run('failsoft queue list'), { timeout: 40_000, interval: 500 }).toContain(' done ');
  await play(back);
});
