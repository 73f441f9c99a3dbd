import { appendFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isRule, RULES } from '../../audit/rules/catalogue.ts';
import { WORKFLOWS_FILE } from '../../audit/workflows/file.ts';
import { Fault } from '../../model/fault.ts';
import type { Finding } from '../../model/audit.ts';
import { plain } from './lines.ts';
import type { Held } from './ci.ts';

/** A step shows so many annotations of a kind at most: https://docs.github.com/rest/checks/runs (annotations). */
const ANNOTATIONS_MAX = 10;
/** Rows of the summary; a summary may have 1 MiB. */
const ROWS_MAX = 50;

/**
 * What GitHub shows beside the lines of a pull request, as the commands that its runner understands.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function annotations({ gate, root, lineOf, isPartial }: Held, workspace: string): readonly string[] {
  const at = (file: string): string => relative(workspace, join(root, file)).replaceAll('\\', '/');
  const exposed = gate.exposed.map(({ id, because }) =>
    command('error', { file: at(WORKFLOWS_FILE), line: lineOf(id), title: `Workflow ${id} is exposed` }, `${because}.`),
  );
  const findings = gate.findings.map((finding) =>
    command(
      'error',
      { file: at(finding.file), line: finding.line, title: `${finding.rule} ${titleOf(finding)}` },
      `${finding.message}\n${todoOf(finding)}`,
    ),
  );
  const partial = isPartial ? [command('warning', {}, 'Not everything could be read, so that this is no pass.')] : [];
  return [...[...exposed, ...findings].slice(0, ANNOTATIONS_MAX), ...partial];
}

type Properties = { readonly file?: string; readonly line?: number; readonly title?: string };

function command(name: 'error' | 'warning', properties: Properties, message: string): string {
  const told = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(String(value))}`);
  return `::${name}${told.length === 0 ? '' : ` ${told.join(',')}`}::${escaped(message)}`;
}

/** https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts: what a runner would take for the end of a part. */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Adds what there is to know to the page of the run. Throws a `configuration` fault where that cannot be written. */
export function writeSummary(held: Held, file: string): void {
  if (file === '') return;
  try {
    appendFileSync(file, summary(held));
  } catch (error) {
    throw new Fault('configuration', `The summary of the step (GITHUB_STEP_SUMMARY) cannot be written.`, {
      cause: error,
    });
  }
}

/** The same as Markdown. */
export function summary({ gate, scan, name, isPartial, failOn }: Held): string {
  const { findings, exposed, weaker, old, below } = gate;
  const head = gate.isFailing
    ? '❌ something new fails the audit'
    : isPartial
      ? '⚠️ not everything could be read, so that this is no pass'
      : '✅ nothing new';
  const workflows = [...exposed.map((one) => ({ ...one, was: '' })), ...weaker];
  const lines = [
    `### AI dependencies of ${markdown(name)}: ${head}`,
    '',
    ...table(
      ['Workflow', 'Verdict', 'Why'],
      workflows.map(({ id, verdict, was, because }) => [
        markdown(id),
        was === '' ? verdict : `${verdict}, was ${was}`,
        markdown(because),
      ]),
    ),
    ...table(
      ['Finding', 'Where', 'What to do'],
      findings.map((finding) => [
        `${finding.rule} ${titleOf(finding)} (${finding.severity})`,
        markdown(`${finding.file}:${finding.line}`),
        markdown(todoOf(finding)),
      ]),
    ),
    ...list(
      'Not read',
      scan.notRead.map(({ file, why }) => `${markdown(file === '' ? 'the whole' : file)}: ${markdown(why)}`),
    ),
    ...list('To be cleared up', old.map(markdown)),
    ...(below === 0 ? [] : [`${below} new below \`--fail-on ${failOn}\`.`, '']),
  ];
  return `${lines.join('\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const rest = rows.length - ROWS_MAX;
  return [
    `| ${head.join(' | ')} |`,
    `|${' --- |'.repeat(head.length)}`,
    ...rows.slice(0, ROWS_MAX).map((cells) => `| ${cells.join(' | ')} |`),
    '',
    ...(rest > 0 ? [`and ${rest} more`, ''] : []),
  ];
}

function list(title: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const rest = items.length - ROWS_MAX;
  return [
    `**${title}**`,
    '',
    ...items.slice(0, ROWS_MAX).map((item) => `- ${item}`),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
    '',
  ];
}

/** Somebody else's words within Markdown: nothing of them is markup, a link or a line. */
function markdown(words: string): string {
  return plain(words)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]()#!|~@:]/g, (character) => `&#${character.codePointAt(0)};`);
}

function titleOf({ rule }: Finding): string {
  return isRule(rule) ? RULES[rule].title : '';
}

function todoOf({ rule }: Finding): string {
  return isRule(rule) ? RULES[rule].fix : '';
}
