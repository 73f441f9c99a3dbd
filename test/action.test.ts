import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
const PACKING_MS = 240_000;
/** A registry that cannot be reached costs a test, and not the whole of a run. */
const STEP_MS = 240_000;

/** How this machine reaches a registry, and nothing else of what a test runner puts into its environment. */
const machine = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value = '']) =>
    /^HOME$|_proxy$|^(?:NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR))$/i.test(name) ? [[name, value]] : [],
  ),
);

type Step = {
  readonly id?: string;
  readonly name: string;
  readonly shell: string;
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
};
type Action = {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
};

const action: Action = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
const REPLY = `import OpenAI from 'openai';
const client = new OpenAI();
export const reply = (input) => client.responses.create({ model: 'gpt-5.6-2026-03-01', input });
`;

let folder = '';
let tarball = '';

/** How the action ended on a repository: the code of the step that failed, and what it gave out. */
type Ended = {
  readonly code: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
};

/** Runs the steps of the action as a runner does: bash with its flags, expressions in variables, files for outputs and the path. */
function act(repository: string, inputs: Readonly<Record<string, string>> = {}): Ended {
  const temp = mkdtempSync(join(folder, 'runner-'));
  const given = { ...defaults(), version: `file:${tarball}`, ...inputs };
  const steps: Record<string, Readonly<Record<string, string>>> = {};
  const files = {
    GITHUB_OUTPUT: join(temp, 'output'),
    GITHUB_PATH: join(temp, 'path'),
    GITHUB_STEP_SUMMARY: join(temp, 'page'),
  };
  let path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
  let log = '';
  let code = 0;
  for (const { id = '', name, run: script, env = {} } of action.runs.steps) {
    // What was installed for the first of them serves all.
    if (name === 'Install Failsoft' && inputs['version'] === undefined && isInstalled()) continue;
    for (const file of Object.values(files).slice(0, 2)) writeFileSync(file, '');
    const variables = Object.fromEntries(
      Object.entries(env).map(([variable, value]) => [variable, told(value, { given, steps })]),
    );
    const ended = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd: repository,
      encoding: 'utf8',
      timeout: STEP_MS,
      killSignal: 'SIGKILL',
      env: {
        ...machine,
        PATH: path,
        npm_config_prefer_offline: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: repository,
        GITHUB_ACTION_PATH: root,
        RUNNER_TEMP: join(folder, 'temp'),
        RUNNER_TOOL_CACHE: join(folder, 'none'),
        XDG_CACHE_HOME: temp,
        ...files,
        ...variables,
      },
    });
    log += ended.stdout + ended.stderr;
    steps[id] = outputsIn(readFileSync(files.GITHUB_OUTPUT, 'utf8'));
    path = [...readFileSync(files.GITHUB_PATH, 'utf8').split('\n').filter(Boolean), path].join(delimiter);
    if (ended.status === 0) continue;
    code = ended.status ?? -1;
    break;
  }
  const outputs = Object.fromEntries(
    Object.entries(action.outputs).map(([name, { value }]) => [name, told(value, { given, steps })]),
  );
  const summary = existsSync(files.GITHUB_STEP_SUMMARY) ? readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8') : '';
  return { code, log, outputs, summary };
}

function isInstalled(): boolean {
  return existsSync(join(folder, 'temp/failsoft-audit/node_modules/failsoft'));
}

function defaults(): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(action.inputs).map(([name, { default: usual }]) => [name, usual]));
}

type Told = {
  readonly given: Readonly<Record<string, string>>;
  readonly steps: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

function told(value: string, { given, steps }: Told): string {
  return value.replace(/\$\{\{\s*(\S+?)\s*\}\}/g, (_, expression: string) => {
    const [first = '', second = '', , third = ''] = expression.split('.');
    return (first === 'inputs' ? given[second] : steps[second]?.[third]) ?? '';
  });
}

function outputsIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const at = line.indexOf('=');
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)]] : [];
    }),
  );
}

function repository(files: Readonly<Record<string, string>>): string {
  const place = mkdtempSync(join(folder, 'repository-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), text);
  }
  return place;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'failsoft-action-'));
  await run(process.execPath, ['scripts/build.ts'], { cwd: root });
  const { stdout } = await run('npm', ['pack', root, '--json', '--ignore-scripts'], { cwd: folder });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  tarball = join(folder, filename);
}, PACKING_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

describe('the action for GitHub', () => {
  it('puts nothing that people write into a script', () => {
    expect(action.runs.using).toBe('composite');
    for (const { run: script, shell } of action.runs.steps) {
      expect(script).not.toContain('${{');
      expect(shell).toBe('bash');
    }
  });

  it(
    'installs the package, fails on what is new, and leaves a page and a file for code scanning behind',
    () => {
      const place = repository({ 'src/reply.js': REPLY });
      const { code, log, outputs, summary } = act(place, { sarif: 'out.sarif' });
      expect(outputs).toEqual({ result: 'failed', 'exit-code': '1', 'sarif-file': 'out.sarif' });
      expect(code).toBe(1);
      expect(log).toContain('::error file=src/reply.js,line=3,title=AIC102 Only the deadline of the SDK::');
      expect(summary).toContain('| AIC102 Only the deadline of the SDK (medium) |');
      const { runs } = JSON.parse(readFileSync(join(place, 'out.sarif'), 'utf8'));
      const rules = runs[0].results.map(({ ruleId }: { readonly ruleId: string }) => ruleId);
      expect(rules).toContain('AIC102');
    },
    PACKING_MS,
  );

  it(
    'passes on what is in the baseline of the folder',
    () => {
      const place = repository({ 'app/reply.js': REPLY });
      const words = ['audit', 'app', '--no-cache', '--write-baseline', 'app/failsoft.baseline.json'];
      const who = ['--owner', 'A. Kim', '--reason', 'before', '--until', '2099-01-01'];
      const cli = join(folder, 'temp/failsoft-audit/node_modules/failsoft/bin/failsoft.cjs');
      expect(spawnSync(process.execPath, [cli, ...words, ...who], { cwd: place }).status).toBe(0);
      const { code, outputs, summary } = act(place, { path: 'app', sarif: 'out.sarif' });
      expect(code).toBe(0);
      expect(outputs).toEqual({ result: 'passed', 'exit-code': '0', 'sarif-file': 'out.sarif' });
      expect(summary).toContain('nothing new');
      expect(JSON.parse(readFileSync(join(place, 'out.sarif'), 'utf8')).runs[0].results).toEqual([]);
    },
    PACKING_MS,
  );

  it(
    'is no pass where something was not read',
    () => {
      const deep = `${REPLY}const a = ${'('.repeat(3_000)}1${')'.repeat(3_000)};`;
      const { code, outputs } = act(repository({ 'deep.js': deep }));
      expect([code, outputs['result']]).toEqual([6, 'partial']);
      expect(outputs['sarif-file']).toBe('');
    },
    PACKING_MS,
  );

  it.each([
    { path: '$(touch hurt)' },
    { path: '"; touch hurt; "' },
    { 'fail-on': 'high; touch hurt' },
    { baseline: '`touch hurt`' },
    { sarif: 'x$(touch hurt)\ny' },
    { version: '0.1.0; touch hurt' },
    { version: '$(touch hurt)' },
    { path: '--help' },
  ])(
    'carries nothing out that it is given: %j',
    (inputs) => {
      const place = repository({ 'reply.js': REPLY });
      const { code } = act(place, inputs);
      expect(code).toBeGreaterThan(0);
      expect(existsSync(join(place, 'hurt'))).toBe(false);
    },
    PACKING_MS,
  );
});
