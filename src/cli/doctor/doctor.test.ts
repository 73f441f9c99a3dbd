import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FaultName, type Sandbox, startSandbox } from '../../drill/sandbox/sandbox.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { at, listAt, textAt } from '../../model/json.ts';
import { folder, type Ran, runCli } from '../testing/commands.ts';
import { hasTerminal, openTerminal } from '../testing/terminal.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
});
afterAll(async () => sandbox.close());

let place = folder();
beforeEach(() => {
  sandbox.clear();
});
afterEach(() => place.remove());

const KEY = 'sk-proj-abcdefghijklmnop-Qx4A';

/** Two accounts at the sandbox, the first choice and its standby. */
const TWO = (): string => `
providers:
  first: { provider: anthropic, baseUrl: "${sandbox.baseUrl('first')}", apiKey: "\${FIRST_KEY}" }
  second: { provider: openai, baseUrl: "${sandbox.baseUrl('second')}", apiKey: "${KEY}" }
routes:
  - { match: ["*"], ladder: [first/claude-sonnet-5-5, second/*, notice] }
`;

async function doctor(words: readonly string[], file = TWO()): Promise<Ran> {
  place = folder({ 'failsoft.yaml': file });
  return runCli(['doctor', ...words], { cwd: place.path, env: { FIRST_KEY: `${KEY}-1` } });
}

function verdicts(ran: Ran): Readonly<Record<string, string>> {
  const report: Json = JSON.parse(ran.stdout);
  return Object.fromEntries(
    listAt(report, 'data', 'targets').map((one) => [textAt(one, 'target'), textAt(one, 'verdict')]),
  );
}

describe('failsoft doctor', () => {
  it('says that a target answers only after it has answered a whole stream with the model of the route', async () => {
    const ran = await doctor(['--yes', '--json']);
    expect(verdicts(ran)).toEqual({ 'first/claude-sonnet-5-5': 'ok', 'second/gpt-5.6': 'ok' });
    expect(ran.code).toBe(0);
    const asked = sandbox.seen('first').filter(({ path }) => path.endsWith('/messages'));
    expect(asked.map(({ completion }) => completion)).toEqual(['answered']);
    expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({
      model: 'claude-sonnet-5-5',
      stream: true,
      max_tokens: 16,
    });
  });

  // oxfmt-ignore
  it.each([
    ['unauthorized',         'invalid_key',     4],
    ['echoed-key',           'invalid_key',     4],
    ['no-such-model',        'model_not_found', 0],
    ['overloaded',           'overloaded',      0],
    ['insufficient-quota',   'no_credit',       4],
    ['rate-limited-seconds', 'rate_limited',    0],
    ['region-blocked',       'region_blocked',  0],
    ['internal-error',       'failing',         0],
    ['clean-cut',            'failing',         0],
    ['html-200',             'wrong_base_url',  0],
    ['missing-usage',        'degraded',        0],
  ] as const satisfies readonly (readonly [FaultName, string, number])[])(
    'finds that a provider with the fault %s is %s, and ends with %i while another rung answers',
    async (fault, verdict, code) => {
      sandbox.setFault('first', fault);
      const ran = await doctor(['--yes', '--json']);
      expect(verdicts(ran)).toEqual({ 'first/claude-sonnet-5-5': verdict, 'second/gpt-5.6': 'ok' });
      expect(ran.code).toBe(code);
      expect(ran.stdout + ran.stderr).not.toContain(KEY);
    },
  );

  it('ends with 1 when a route has nothing that answers, and with 3 under --strict when it still has something', async () => {
    sandbox.setFault('first', 'overloaded');
    expect((await doctor(['--yes', '--strict'])).code).toBe(3);
    place.remove();
    sandbox.setFault('second', 'unavailable');
    const ran = await doctor(['--yes']);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('0 of 2 rungs answer');
  });

  it('ends with 4 when nothing but keys is wrong', async () => {
    sandbox.setFault('first', 'unauthorized');
    sandbox.setFault('second', 'unauthorized');
    const ran = await doctor(['--yes']);
    expect(ran.code).toBe(4);
    expect(ran.stdout).toContain('→ put a key that works into FIRST_KEY');
  });

  it.each([
    ['when it may cost nothing', ['--free', '--json']],
    ['when nobody is there to agree to the price', ['--json']],
  ])('asks no question %s, and does not call that a success', async (_, words) => {
    const ran = await doctor(words);
    expect(verdicts(ran)).toEqual({ 'first/claude-sonnet-5-5': 'not_verifiable', 'second/gpt-5.6': 'not_verifiable' });
    expect(at(JSON.parse(ran.stdout) as JsonObject, 'ok')).toBe(false);
    expect([...sandbox.seen('first'), ...sandbox.seen('second')].filter(({ method }) => method === 'POST')).toEqual([]);
    place.remove();
    expect((await doctor([...words, '--strict'])).code).toBe(3);
  });

  it('names the price before it asks for leave', async () => {
    const { stderr, stdout } = await doctor([]);
    expect(stderr).toContain('2 short questions, 16 tokens of answer at most');
    expect(stderr).toContain('failsoft doctor --yes');
    expect(stdout).not.toContain('short questions');
  });

  it('finds a refused key without a question, too', async () => {
    sandbox.setFault('second', 'unauthorized');
    const ran = await doctor(['--free', '--json']);
    expect(verdicts(ran)).toMatchObject({ 'second/gpt-5.6': 'invalid_key' });
    expect(ran.code).toBe(4);
  });

  it('looks at every key of an account, and takes the rung for ready when one of them is good', async () => {
    const ran = await doctor(
      ['--yes'],
      `providers:\n  both: { provider: openai, baseUrl: "${sandbox.baseUrl('both')}", apiKeys: [${KEY}1, ${KEY}2] }\n` +
        'routes: [{ match: ["*"], ladder: [both/gpt-5.6] }]\n',
    );
    expect(ran.stdout).toContain('both, key 2');
    expect(ran.stdout).toContain('1 of 1 rungs answer');
  });

  it('tells a server that is not there from one that does not answer', async () => {
    const gone =
      'providers:\n  gone: { protocol: openai-chat, baseUrl: "http://127.0.0.1:9/v1", apiKey: a-key-of-length }\n';
    const ran = await doctor(['--yes', '--json'], `${gone}routes: [{ match: [gone-1], ladder: ["gone/*"] }]\n`);
    expect(verdicts(ran)).toEqual({ 'gone/gone-1': 'unreachable' });
    expect(ran.code).toBe(1);
  });

  it('does not take a key of the caller for proved', async () => {
    const base = sandbox.baseUrl('theirs');
    const file = `providers:\n  theirs: { provider: anthropic, baseUrl: "${base}", apiKey: caller }\nroutes: [{ match: ["*"], ladder: ["theirs/*"] }]\n`;
    const ran = await doctor(['--yes', '--json'], file);
    expect(verdicts(ran)).toEqual({ 'theirs/claude-sonnet-5-5': 'not_verifiable' });
    expect(sandbox.seen('theirs')).toEqual([]);
  });

  it('asks for the model that was named, where the route leaves it open', async () => {
    const ran = await doctor(['--yes', '--json', '--model', 'gpt-5.6-mini']);
    expect(Object.keys(verdicts(ran))).toEqual(['first/claude-sonnet-5-5', 'second/gpt-5.6-mini']);
  });

  it('ends with 4 when there is no key to look at, and with 2 when the file is wrong', async () => {
    place = folder();
    expect((await runCli(['doctor', '--json'], { cwd: place.path })).code).toBe(4);
    place.remove();
    const ran = await doctor([], 'providers: {}\nroutes: []\n');
    expect(ran.code).toBe(2);
    expect(ran.stdout).toBe('');
  });
});

describe.skipIf(!hasTerminal)('failsoft doctor on a terminal', () => {
  it.each([
    ['y', 'answers, first words after', 1, 0],
    ['n', 'not proved', 0, 0],
    ['\u0003', '', 0, 130],
  ])('asks for leave before it spends anything, and %j is obeyed', async (key, said, questions, code) => {
    place = folder({ 'failsoft.yaml': TWO() });
    const terminal = openTerminal(['doctor'], { cwd: place.path, env: { FIRST_KEY: `${KEY}-1` } });
    await terminal.until(/2 short questions[^]*Ask them\?/);
    expect([...sandbox.seen('first'), ...sandbox.seen('second')]).toEqual([]);
    terminal.press(key);
    expect(await terminal.ended).toBe(code);
    expect(terminal.shown()).toContain(said);
    expect(sandbox.seen('first').filter(({ method }) => method === 'POST').length).toBe(questions);
  });
});
