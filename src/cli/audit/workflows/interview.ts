import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFields, valueAt } from '../../../audit/workflows/answers.ts';
import { withAnswer, withWorkflows } from '../../../audit/workflows/edit.ts';
import { checkedWorkflows, parseWorkflows, WORKFLOWS_FILE, workflowsText } from '../../../audit/workflows/file.ts';
import { proposed } from '../../../audit/workflows/propose.ts';
import type { Field } from '../../../audit/workflows/questions.ts';
import { idFor } from '../../../audit/workflows/reply.ts';
import { knownOf, type Sources } from '../../../audit/workflows/sources.ts';
import { Fault } from '../../../model/fault.ts';
import { rootOf } from '../audit.ts';
import { type Given, isSet, optionOf } from '../../command.ts';
import type { Ending } from '../../exit-codes.ts';
import { isConversing, out, printReport, talk } from '../../print.ts';
import { gather } from './gather.ts';
import { askField, askLine, askYes } from './prompts.ts';

/** A file on its way: what is said is written at once, so that an interruption loses nothing. */
type Draft = {
  readonly sources: () => Sources;
  readonly text: () => string;
  /** Says whether the text was fit to be written. */
  readonly write: (text: string) => boolean;
};

/** Asks people what nothing else can tell of their workflows, and writes it into the file beside the code. */
export async function run(given: Given): Promise<Ending> {
  const root = rootOf(given);
  const before = workflowsText(root);
  const draft = await draftOf(given, root, before ?? withWorkflows(null, []));
  const only = optionOf(given, 'workflow');
  if (only !== null && !draft.sources().file.workflows.some(({ id }) => id === only))
    throw new Fault('configuration', `There is no workflow ${only} in ${WORKFLOWS_FILE}.`);
  if (isSet(given, 'json') || !isConversing()) return listed(draft, only, isSet(given, 'json'));
  if (only === null) await offerFromCode(draft);
  if (draft.sources().file.workflows.length === 0) await addByHand(draft, 'What do people here use AI for?');
  await interview(draft, only);
  if (only === null) await askForMore(draft);
  const open = openIn(draft, only).length;
  talk.line(open === 0 ? 'Nothing is open any more.' : `${open} questions are still open; ask them again at any time.`);
  talk.line(`It stands in ${WORKFLOWS_FILE}. See how you stand: failsoft audit workflows`);
  return 'fine';
}

/** People use AI without any code, too, and only they know where. */
async function askForMore(draft: Draft): Promise<void> {
  while (await askYes('Is there another use of AI that somebody relies on, with no code of yours in it?')) {
    if (await addByHand(draft, 'What is it?')) await interview(draft, null);
  }
}

async function draftOf(given: Given, root: string, first: string): Promise<Draft> {
  const gathered = await gather(given, root, first);
  let [text, sources] = [first, gathered];
  return {
    sources: () => sources,
    text: () => text,
    write: (next) => {
      if (parseWorkflows(next).problems.length > 0) return false;
      sources = { ...gathered, file: checkedWorkflows(next) };
      text = next;
      writeFileSync(join(root, WORKFLOWS_FILE), text);
      return true;
    },
  };
}

/** Where nobody can be asked: what would be. */
function listed(draft: Draft, only: string | null, asJson: boolean): Ending {
  const open = openIn(draft, only);
  const rows = open.map(({ workflow, question, fields }) => ({
    workflow,
    question: question.number,
    ask: question.ask,
    fields: fields.map(({ path }) => path.join('.')),
  }));
  if (asJson) printReport('audit-interview', { ok: rows.length === 0, data: { open: rows } });
  else {
    for (const { workflow, question, ask, fields } of rows)
      out.line(`${workflow}  ${question}. ${ask} (${fields.join(', ')})`);
    if (rows.length === 0) out.line(noneOpen(draft));
  }
  return 'fine';
}

function noneOpen(draft: Draft): string {
  return draft.sources().file.workflows.length === 0
    ? `There are no workflows yet. On a terminal this asks for them; from code they are proposed by: failsoft audit init`
    : 'No question is open.';
}

function openIn(draft: Draft, only: string | null) {
  const sources = draft.sources();
  return sources.file.workflows
    .filter(({ id }) => only === null || id === only)
    .flatMap((workflow) => openFields(knownOf(workflow, sources)).map((one) => ({ ...one, workflow: workflow.id })));
}

async function offerFromCode(draft: Draft): Promise<void> {
  const { scan, file } = draft.sources();
  if (scan === null) return;
  const found = proposed(scan, file.workflows);
  if (found.length === 0) return;
  const names = found.map(({ name = '' }) => name);
  const shown = names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
  if (
    await askYes(
      `The code asks models in ${found.length} ${found.length === 1 ? 'place' : 'places'} that no workflow has: ${shown}. Add them?`,
    )
  )
    draft.write(withWorkflows(draft.text(), found));
}

/** Adds a workflow that has no code. False where no name was given. */
async function addByHand(draft: Draft, message: string): Promise<boolean> {
  const name = await askLine(message, 'Writing letters in claude.ai');
  if (name === '') return false;
  const ids = new Set(draft.sources().file.workflows.map(({ id }) => id));
  return draft.write(withWorkflows(draft.text(), [{ id: idFor(name, ids), name }]));
}

async function interview(draft: Draft, only: string | null): Promise<void> {
  let named = '';
  for (const { workflow, question, fields } of openIn(draft, only)) {
    if (workflow !== named) talk.line(`\n${talk.paint('bold', nameOf(draft, workflow))}`);
    named = workflow;
    const text = await answered(draft, workflow, fields);
    if (text !== draft.text() && !draft.write(text))
      talk.line(`That is left open: "${question.ask}" needs all of its parts.`);
  }
}

/** The text with what a person says to the fields of one question. They belong together, so nothing is written in between. */
async function answered(draft: Draft, workflow: string, fields: readonly Field[]): Promise<string> {
  let text = draft.text();
  const said = new Map<string, unknown>();
  for (const field of fields) {
    const { where, path } = field;
    const row = draft.sources().file.workflows.find(({ id }) => id === workflow);
    const chosen = where === undefined ? undefined : (said.get(where.path.join('.')) ?? valueAt(row ?? {}, where.path));
    if (where !== undefined && chosen !== where.is) continue;
    const value = await askField(field);
    if (value === undefined) continue;
    said.set(path.join('.'), value);
    text = withAnswer(text, workflow, path, value);
  }
  return text;
}

function nameOf(draft: Draft, id: string): string {
  return draft.sources().file.workflows.find((one) => one.id === id)?.name ?? id;
}
