import { provenanceLine } from '../provenance.ts';
import type { Report } from '../report.ts';
import { inMarkdown } from '../text.ts';
import { CHECK_IT, type Entry, NO_WORKFLOWS, type Part, type Sheet } from './sheet.ts';

const CELL_MAX = 2_000;

/** A sheet as a document that goes into a word processor. */
export function renderSheetMarkdown(report: Report, { title, standard, parts }: Sheet): string {
  const isEmpty = parts.every(({ entries }) => entries.length === 0);
  const head = [`# ${plain(title)}`, plain(standard), `> ${CHECK_IT}`, plain(provenanceLine(report))];
  return `${[...head, ...(isEmpty ? [NO_WORKFLOWS] : parts.flatMap(partLines))].join('\n\n')}\n`;
}

function partLines({ code, title, entries }: Part): readonly string[] {
  const heading = `## ${plain(`${code} ${title}`.trim())}`;
  return [heading, ...(entries.length === 0 ? ['There is none.'] : entries.flatMap(entryLines))];
}

function entryLines({ about, fields }: Entry): readonly string[] {
  const rows = fields.map(({ name, value, state, why }) => [name, value, state, why].map(plain));
  const table = [['field', 'value', 'state', 'from, or who fills it in'], ['---', '---', '---', '---'], ...rows];
  return [`### ${plain(about)}`, table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')];
}

const plain = (text: string): string => inMarkdown(text, CELL_MAX);
