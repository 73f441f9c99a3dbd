import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withAnswer, withWorkflows } from './edit.ts';
import { parseWorkflows } from './file.ts';
import { workflowsJsonSchema } from './schema.ts';

const FILE = `# Ours.
version: 1
workflows:
  # Asked by the agents all day.
  - id: support-reply   # in the header
    name: "Draft a reply"
    criticality: critical
    mtpd: 4h


  - { id: tagging, criticality: minor }
# The end.
`;

const problems = (text: string): readonly string[] =>
  parseWorkflows(text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe('the file of workflows', () => {
  it.each([
    ['version: 1\nworkflows: [{ id: a, ownr: me }]', '2:22 unknown key "ownr" — did you mean "owner"?'],
    [
      'version: 1\nworkflows: [{ id: a, mbco: { text: x, leve: 1 } }]',
      '2:39 unknown key "leve" — did you mean "level"?',
    ],
    ['version: 1\nworkflows: [{ id: a, mtpd: soon }]', '2:28 "mtpd" is not a time such as 30s, 10m, 4h or 3d'],
    ['version: 1\nworkflows: [{ id: a, mtpd: 4 }]', '2:28 "mtpd" must be a time such as 30s, 10m, 4h or 3d'],
    ['version: 1\nworkflows: [{ name: a }]', '2:13 "id" is missing here'],
    [
      'version: 1\nworkflows: [{ id: A b }]',
      '2:19 "id" must be small letters, digits, dots, dashes or underscores, as headers carry it',
    ],
    ['version: 1\nworkflows: [{ id: a }, { id: a }]', '2:30 there is another workflow "a"'],
    [
      'version: 1\nworkflows: [{ id: a, criticality: urgent }]',
      '2:35 "criticality" must be one of critical, important, minor',
    ],
    [
      'version: 1\nworkflows: [{ id: a, acceptance: { verdict: accepted, by: x, until: 2027-02-31, why: y } }]',
      '2:69 "until" is not a day such as 2027-01-31',
    ],
    ['version: 2\nworkflows: []', '1:10 "version" must be 1'],
    ['workflows: [', '1:13 not valid YAML: the indentation does not fit'],
    ['- 1', '1:1 the file must be a mapping with "version" and "workflows"'],
  ])('says what is wrong in it, and where: %s', (text, said) => {
    expect(problems(text)[0]).toBe(said);
  });

  it('takes texts as they are written, dollars and braces too, and is not blown up by aliases', () => {
    expect(
      parseWorkflows('version: 1\nworkflows: [{ id: a, name: "costs ${X} and $$" }]').file?.workflows[0]?.name,
    ).toBe('costs ${X} and $$');
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
      .split('')
      .map((name, at) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[at]}`).join(',')}]`)
      .join('\n')}`;
    expect(problems(`${bomb}\nversion: 1\nworkflows: []`)[0]).toContain('aliases');
  });

  it('gets an answer without losing anything that was in it', () => {
    const after = withAnswer(FILE, 'support-reply', ['mbco', 'text'], 'a template');
    expect(after).toBe(FILE.replace('    mtpd: 4h\n', '    mtpd: 4h\n    mbco:\n      text: a template\n'));
    const more = withAnswer(after, 'support-reply', ['mbco', 'level'], 0.4);
    expect(more).toBe(after.replace('template\n', 'template\n      level: 0.4\n'));
    expect(withAnswer(FILE, 'tagging', ['rto'], '1d')).toBe(FILE.replace('minor }', 'minor, rto: "1d" }'));
    expect(withWorkflows(FILE, [{ id: 'letters' }])).toBe(FILE.replace('minor }\n', 'minor }\n  - id: letters\n'));
    expect(parse(withAnswer(after, 'tagging', ['rto'], '1d'))).toMatchObject({
      workflows: [{ mbco: { text: 'a template' } }, { id: 'tagging', rto: '1d' }],
    });
  });

  it('can be written to however people have written it, and says then what it said and the answer', () => {
    const ends = ['', '\n', '\n# end', '\n\n\n'];
    const bodies = [
      'version: 1\nworkflows:\n- id: a\n  name: |\n    two\n    lines',
      'version: 1\nworkflows:\n    -   id: a   # x\n        mbco: # y\n            text: z # w',
      'workflows: [ { id: a, mbco: {text: z,}, } ]\nversion: 1',
      'version: 1\nworkflows:\n  - {id: a}\ndefaults:\n  owner: b',
      'version: 1\r\nworkflows:\r\n  - id: a\r\n    calls:\r\n      - site: b.ts\r\n',
    ];
    for (const text of bodies.flatMap((body) => ends.map((end) => body + end))) {
      const before: unknown = parse(text);
      const after = withWorkflows(
        withAnswer(withAnswer(text, 'a', ['mbco', 'level'], 0.5), 'a', ['owner'], 'me # or you'),
        [{ id: 'b' }],
      );
      expect(before).toMatchObject({ workflows: [{ id: 'a' }] });
      expect(parse(after)).toMatchObject({
        ...Object(before),
        workflows: [{ ...Object(before).workflows[0], mbco: { level: 0.5 }, owner: 'me # or you' }, { id: 'b' }],
      });
      for (const comment of text.match(/#.*/g) ?? []) expect(after).toContain(comment.trim());
    }
  });

  it('is begun with what editors need, and is looked at by whoever answers', () => {
    const text = withWorkflows(null, [{ id: 'letters', name: 'Letters', confirmed: false }]);
    expect(text).toContain('$schema=./node_modules/failsoft/dist/workflows.schema.json');
    expect(problems(text)).toEqual([]);
    expect(withAnswer(text, 'letters', ['owner'], 'me')).toContain('confirmed: true');
    expect(() => withAnswer(text, 'none', ['owner'], 'me')).toThrow('There is no workflow none');
  });

  it('has a schema for editors that knows every key and says what each is', () => {
    const schema = JSON.parse(workflowsJsonSchema()) as {
      readonly properties: {
        readonly workflows: {
          readonly items: {
            readonly properties: Record<string, { readonly description?: string }>;
            readonly additionalProperties: boolean;
          };
        };
      };
    };
    const { properties, additionalProperties } = schema.properties.workflows.items;
    expect(additionalProperties).toBe(false);
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(['id', 'mtpd', 'acceptance', 'ladder', 'evidence']));
    const exported: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    expect(exported).toMatchObject({ exports: { './workflows.schema.json': './dist/workflows.schema.json' } });
  });
});
