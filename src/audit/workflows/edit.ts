import {
  Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { Fault } from '../../model/fault.ts';
import { WORKFLOWS_FILE } from './file.ts';
import type { Evidence, Workflow } from './schema.ts';

/** What a new file begins with. The first line gives editors completion and checks. */
const HEAD = `# yaml-language-server: $schema=./node_modules/failsoft/dist/workflows.schema.json
# Every use of AI that somebody relies on, and what happens to it in an outage.
# Ask what is open: failsoft audit interview · how it stands: failsoft audit workflows
version: 1
workflows: []
`;

/**
 * The text with an answer at a path of a workflow. It is put between what stands there, so that everything else stays as people wrote it:
 * comments, order, quotes, empty lines. Throws a `configuration` fault.
 */
export function withAnswer(text: string, id: string, path: readonly string[], value: unknown): string {
  const workflow = workflowIn(text, id);
  const answered = withValue(text, workflow, path, value);
  const confirmed = workflowIn(answered, id).get('confirmed', true);
  // Whoever answers has looked at it.
  return isScalar(confirmed) && confirmed.value === false ? replaced(answered, confirmed, 'true') : answered;
}

/** The text with more workflows at its end; a new file where there is none. Throws a `configuration` fault. */
export function withWorkflows(text: string | null, workflows: readonly Workflow[]): string {
  const before = text ?? HEAD;
  if (workflows.length === 0) return before;
  const list = read(before).get('workflows');
  if (!isSeq(list)) throw unwritable();
  return added(before, list, workflows) ?? replaced(before, list, `\n${yaml([...workflows], 2)}`.trimEnd());
}

/** The text with more evidence at the end of that of a workflow. Throws a `configuration` fault. */
export function withEvidence(text: string, id: string, evidence: readonly Evidence[]): string {
  const list = workflowIn(text, id).get('evidence', true);
  return (isSeq(list) ? added(text, list, evidence) : null) ?? withAnswer(text, id, ['evidence'], evidence);
}

/** The same, but what this teller has told before of the same scenarios gives way to it. Throws a `configuration` fault. */
export function withNewerEvidence(
  text: string,
  id: string,
  { by, evidence }: { readonly by: string; readonly evidence: readonly Evidence[] },
): string {
  let written = text;
  const more: Evidence[] = [];
  for (const one of evidence) {
    const list = workflowIn(written, id).get('evidence', true);
    const items = isSeq(list) ? list.items.filter(isMap) : [];
    const old = items.find((item) => item.get('by') === by && item.get('scenario') === one.scenario);
    if (old === undefined) more.push(one);
    else written = `${written.slice(0, startOf(old))}${JSON.stringify(one)}${written.slice(deepEnd(old))}`;
  }
  return more.length === 0 ? written : withEvidence(written, id, more);
}

/** The text with more at the end of a list; null where there is nothing in it, whose style would be that of the rest. */
function added(text: string, list: YAMLSeq, items: readonly unknown[]): string | null {
  const last = list.items.at(-1);
  if (!isNode(last)) return null;
  if (list.flow === true) return inserted(text, endOf(last), items.map((one) => `, ${JSON.stringify(one)}`).join(''));
  return inserted(text, lineEnd(text, last), yaml([...items], dashColumn(text, list)));
}

function withValue(text: string, map: YAMLMap, path: readonly string[], value: unknown): string {
  const [key = '', ...rest] = path;
  const pair = map.items.find((one) => isScalar(one.key) && one.key.value === key);
  if (pair !== undefined && isMap(pair.value) && rest.length > 0) return withValue(text, pair.value, rest, value);
  const whole = rest.reduceRight((inner: unknown, step) => ({ [step]: inner }), value);
  if (pair !== undefined) {
    if (isNode(pair.value) && pair.value.range) return replaced(text, pair.value, JSON.stringify(whole));
    throw unwritable();
  }
  const last = map.items.at(-1);
  if (map.flow === true) {
    const written = `${key}: ${JSON.stringify(whole)}`;
    return last === undefined
      ? replaced(text, map, `{ ${written} }`)
      : inserted(text, endOf(lastNode(last)), `, ${written}`);
  }
  const first = map.items[0]?.key;
  if (last === undefined || !isNode(first)) throw unwritable();
  return inserted(text, lineEnd(text, lastNode(last)), yaml({ [key]: whole }, columnOf(text, startOf(first))));
}

/** A value as lines that begin in a column. */
function yaml(value: unknown, column: number): string {
  const lines = new Document(value).toString({ lineWidth: 0 }).trimEnd().split('\n');
  return lines.map((line) => `${' '.repeat(column)}${line}\n`).join('');
}

function inserted(text: string, at: number, piece: string): string {
  // The last line of a file may have no end.
  const isLine = piece.endsWith('\n') && at === text.length && !text.endsWith('\n');
  return `${text.slice(0, at)}${isLine ? '\n' : ''}${piece}${text.slice(at)}`;
}

function replaced(text: string, node: Node, piece: string): string {
  return `${text.slice(0, startOf(node))}${piece}${text.slice(endOf(node))}`;
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function endOf(node: Node): number {
  return node.range?.[1] ?? 0;
}

/** The end of the line on which the last of a node stands, behind what people noted there. */
export function lineEnd(text: string, node: Node): number {
  const end = deepEnd(node);
  if (text[end - 1] === '\n') return end;
  const at = text.indexOf('\n', end);
  return at < 0 ? text.length : at + 1;
}

/** Where the last value in a node ends: the range of a list or mapping takes in what follows it, such as comments. */
function deepEnd(node: Node): number {
  if ((isMap(node) || isSeq(node)) && node.flow !== true) {
    const last: unknown = node.items.at(-1);
    if (isNode(last)) return deepEnd(last);
    if (isMap(node) && node.items.length > 0) return deepEnd(lastNode(node.items.at(-1)));
  }
  return endOf(node);
}

function lastNode(pair: Pair | undefined): Node {
  if (isNode(pair?.value)) return pair.value;
  if (isNode(pair?.key)) return pair.key;
  throw unwritable();
}

function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf('\n', at - 1) + 1);
}

/** The column of the dashes of a list. */
function dashColumn(text: string, { items }: YAMLSeq): number {
  const [first] = items;
  if (!isNode(first)) return 2;
  return columnOf(text, text.lastIndexOf('-', startOf(first)));
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value);
}

function read(text: string): Document.Parsed {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) throw unwritable();
  return document;
}

function workflowIn(text: string, id: string): YAMLMap {
  const list = read(text).get('workflows');
  const found = isSeq(list) ? list.items.find((one) => isMap(one) && one.get('id') === id) : undefined;
  if (!isMap(found)) throw new Fault('configuration', `There is no workflow ${id} in ${WORKFLOWS_FILE}.`);
  return found;
}

function unwritable(): Fault {
  return new Fault(
    'configuration',
    `${WORKFLOWS_FILE} is written in a way in which nothing can be added. Add it by hand.`,
  );
}
