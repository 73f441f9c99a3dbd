import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { markOf } from './block.ts';
import { type Edit, withEdits, withoutEdits } from './edit.ts';

const MARK = markOf('codex');
const TABLE = ['name = "Failsoft"', 'base_url = "http://127.0.0.1:4747/v1"'];
const CODEX: readonly Edit[] = [
  { kind: 'toml-setting', key: 'model_provider', value: 'failsoft' },
  { kind: 'toml-table', name: 'model_providers.failsoft', lines: TABLE },
];
const CONTINUE: readonly Edit[] = [
  {
    kind: 'yaml-items',
    key: 'models',
    entries: [
      ['name: "ours"', 'model: "gpt-5.6"'],
      ['name: "ours, too"', 'model: "claude-sonnet-5-5"'],
    ],
    head: ['name: Local Agent', 'version: 1.0.0', 'schema: v1'],
  },
];

/** Undoes edits of a text that somebody may have gone on with. */
function undone(before: string, edits: readonly Edit[], meanwhile = (text: string): string => text): string {
  const { text, traces } = withEdits(before, edits, MARK);
  return withoutEdits(meanwhile(text), traces, { mark: MARK, before }).text;
}

const TOMLS: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['one setting', 'model = "gpt-5.6"\n'],
  ['another provider', '# mine\nmodel = "gpt-5.6"\nmodel_provider = "openai" # why not\napproval_policy = "never"\n'],
  ['tables alone', '# my projects\n\n[projects."/x"]\ntrust_level = "trusted"\n'],
  ['a schema in the first line', '#:schema https://example.com/codex.json\n[projects]\n'],
  ['no end of the last line', '[a]\nb = 1'],
  [
    'lists and texts that look like something else',
    'x = [\n  ["model_provider = 1"],\n]\ny = """\n[model_providers.failsoft]\nmodel_provider = "no"\n"""\n[z]\nmodel_provider = "no"\n',
  ],
  ['lines as Windows ends them', 'model = "gpt-5.6"\r\n\r\n[a]\r\nb = 1\r\n'],
];

describe('edits of a TOML file', () => {
  it.each(TOMLS)('lead Codex to the gateway where the file has %s, and touch no other value', (_, before) => {
    const { text } = withEdits(before, CODEX, MARK);
    const providers = { failsoft: { name: 'Failsoft', base_url: 'http://127.0.0.1:4747/v1' } };
    expect(parseToml(text)).toEqual({ ...parseToml(before), model_provider: 'failsoft', model_providers: providers });
  });

  it.each(TOMLS)('are undone to the last byte where the file has %s', (_, before) => {
    expect(undone(before, CODEX)).toBe(before);
  });

  it.each(TOMLS)('are undone around what was added since, where the file has %s', (_, before) => {
    const added = '\n[projects."/new"]\ntrust_level = "trusted"\n';
    const rest = undone(before, CODEX, (text) => text + added);
    expect(parseToml(rest)).toEqual(parseToml(`${before}\n${added}`));
    expect(rest).not.toContain('failsoft connect');
  });

  it('are found even where the program has put a table of its own right behind them', () => {
    const before = 'model = "gpt-5.6"\n';
    expect(undone(before, CODEX, (text) => `${text}[tui]\ntheme = "dark"\n`)).toBe(`${before}[tui]\ntheme = "dark"\n`);
  });

  it('refuse to take the place of a table that somebody else has made', () => {
    expect(() => withEdits('[ model_providers . "failsoft" ]\nname = "mine"\n', CODEX, MARK)).toThrow('not ours');
  });

  it('leave what was changed since, say what it is, and undo the rest', () => {
    const before = 'model_provider = "openai"\n';
    const { text, traces } = withEdits(before, CODEX, MARK);
    const changed = text.replace('4747', '5000');
    const { text: rest, left } = withoutEdits(changed, traces, { mark: MARK, before });
    expect(left).toEqual(['the lines below our comment']);
    expect(parseToml(rest)).toMatchObject({ model_provider: 'openai', model_providers: { failsoft: {} } });
  });

  it('do not guess what stood there when the file as it was is lost', () => {
    const { text, traces } = withEdits('model_provider = "openai"\n', CODEX, MARK);
    const { text: rest, left } = withoutEdits(text, traces, { mark: MARK, before: null });
    expect(left).toHaveLength(1);
    expect(parseToml(rest)).toEqual({ model_provider: 'failsoft' });
  });
});

const YAMLS: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['no models', 'name: mine\n# the end\n'],
  ['models', 'name: mine\nmodels:\n  # mine\n  - name: x # first\n    model: y\n\nrules: []\n'],
  ['models without indentation', 'models:\n- name: x\n  model: y\n'],
];

describe('edits of a YAML file', () => {
  it.each(YAMLS)('put entries before the others where it has %s', (_, before) => {
    const { text } = withEdits(before, CONTINUE, MARK);
    const old = (parseYaml(before) ?? { name: 'Local Agent', version: '1.0.0', schema: 'v1' }) as {
      models?: unknown[];
    };
    const ours = [
      { name: 'ours', model: 'gpt-5.6' },
      { name: 'ours, too', model: 'claude-sonnet-5-5' },
    ];
    expect(parseYaml(text)).toEqual({ ...old, models: [...ours, ...(old.models ?? [])] });
    expect(undone(before, CONTINUE)).toBe(before);
  });

  it.each([
    ['a list on one line', 'models: [{ name: x }]\n', 'nothing can be added'],
    ['no list', 'models: 3\n', 'nothing can be added'],
    ['a mistake', 'a: 1\nb: [\n', 'There is a mistake'],
  ])('refuse %s rather than write it anew', (_, before, said) => {
    expect(() => withEdits(before, CONTINUE, MARK)).toThrow(said);
  });
});

describe('edits of a JSON file', () => {
  const edits: readonly Edit[] = [
    { kind: 'value', path: ['env', 'URL'], value: 'ours' },
    { kind: 'value', path: ['env', 'KEY'], value: '' },
  ];
  const before = '{\n  // mine\n  "env": { "KEY": "sk-mine" },\n  "theme": "dark"\n}\n';

  it('are undone although the program has written the whole file anew, in another order', () => {
    const again = (text: string): string =>
      JSON.stringify({ theme: 'light', env: JSON.parse(text.replace(/\/\/.*/, '')).env });
    expect(JSON.parse(undone(before, edits, again))).toEqual({ theme: 'light', env: { KEY: 'sk-mine' } });
  });

  it('are not undone where the person has put something else', () => {
    const { text, traces } = withEdits(before, edits, MARK);
    const changed = text.replace('"ours"', '"theirs"');
    const { text: rest, left } = withoutEdits(changed, traces, { mark: MARK, before });
    expect(left).toEqual(['"env.URL"']);
    expect(rest).toBe(before.replace('"sk-mine"', '"sk-mine", "URL": "theirs"'));
  });

  it('are written down without any value', () => {
    const { traces } = withEdits(before, [...edits, { kind: 'value', path: ['token'], value: 'key-of-ours' }], MARK);
    expect(JSON.stringify(traces)).not.toMatch(/sk-mine|key-of-ours/);
  });

  it('take an entry out of a list by its name, wherever it has moved', () => {
    const item: Edit = { kind: 'item', path: [], field: 'name', value: { name: 'Failsoft', models: [] } };
    const list = '[\n  { "name": "a" }\n]\n';
    expect(undone(list, [item])).toBe(list);
    const moved = (text: string): string => JSON.stringify(JSON.parse(text).toReversed());
    expect(JSON.parse(undone(list, [item], moved))).toEqual([{ name: 'a' }]);
    expect(() => withEdits('[{ "name": "Failsoft" }]', [item], MARK)).toThrow('not ours');
  });
});
