import { type Document, isMap, isSeq, parseDocument } from 'yaml';
import { Fault } from '../../model/fault.ts';
import { WORKFLOWS_FILE } from './file.ts';
import type { Workflow } from './schema.ts';

/** What a new file begins with. The first line gives editors completion and checks. */
const HEAD = `# yaml-language-server: $schema=./node_modules/failsoft/dist/workflows.schema.json
# Every use of AI that somebody relies on, and what happens to it in an outage.
# Ask what is open: failsoft audit interview · how it stands: failsoft audit workflows
version: 1
workflows: []
`;

/** The text with an answer at a path of a workflow. Everything else stays as it is, comments and order too. Throws a `configuration` fault. */
export function withAnswer(text: string, id: string, path: readonly string[], value: unknown): string {
  const document = read(text);
  const at = placeOf(document, id);
  document.setIn(['workflows', at, ...path], document.createNode(value));
  // Whoever answers has looked at it.
  if (document.getIn(['workflows', at, 'confirmed']) === false) document.deleteIn(['workflows', at, 'confirmed']);
  return rendered(document);
}

/** The text with more workflows at its end; a new file where there is none. Throws a `configuration` fault. */
export function withWorkflows(text: string | null, workflows: readonly Workflow[]): string {
  const document = read(text ?? HEAD);
  if (workflows.length === 0) return text ?? HEAD;
  const list = document.get('workflows');
  if (!isSeq(list)) document.set('workflows', document.createNode([...workflows]));
  else {
    list.flow = false;
    for (const workflow of workflows) list.add(document.createNode(workflow));
  }
  return rendered(document);
}

function read(text: string): Document {
  const document = parseDocument(text, { keepSourceTokens: true });
  const [error] = document.errors;
  if (error !== undefined || !isMap(document.contents))
    throw new Fault('configuration', `${WORKFLOWS_FILE} is no YAML that can be written to.`);
  return document;
}

function placeOf(document: Document, id: string): number {
  const list = document.get('workflows');
  const at = isSeq(list) ? list.items.findIndex((one) => isMap(one) && one.get('id') === id) : -1;
  if (at < 0) throw new Fault('configuration', `There is no workflow ${id} in ${WORKFLOWS_FILE}.`);
  return at;
}

/** Lines are not folded: what people wrote on one line stays on one. */
function rendered(document: Document): string {
  return document.toString({ lineWidth: 0 });
}
