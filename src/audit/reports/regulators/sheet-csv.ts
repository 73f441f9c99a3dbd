import { provenanceOf } from '../provenance.ts';
import type { Report } from '../report.ts';
import { type Cell, renderCsv } from '../tables/csv.ts';
import { CHECK_IT, NO_WORKFLOWS, type Sheet } from './sheet.ts';

/** A sheet as a table with a field in each row, so that what is open can be filtered out and given to those who know. */
export function renderSheetCsv(report: Report, { title, standard, parts }: Sheet): string {
  const rows = parts.flatMap(({ code: part, title: of, entries }) =>
    entries.flatMap(({ about, fields }) =>
      fields.map(({ code, name, value, meaning, state, why }): readonly Cell[] => [
        `${part} ${of}`.trim(),
        about,
        code,
        name,
        value,
        meaning,
        state,
        why,
      ]),
    ),
  );
  const head = ['part', 'about', 'code', 'field', 'value', 'meaning', 'state', 'from, or who fills it in'];
  return renderChecked(report, { title: `${title}. ${standard}`, head, rows });
}

/** A table that a person has to check before it is used, and that says so in its first rows. */
export function renderChecked(
  report: Report,
  {
    title,
    head,
    rows,
  }: { readonly title: string; readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] },
): string {
  const { scan, partial, openUnknowns } = provenanceOf(report);
  const note = (text: string): readonly Cell[] => ['note', text, ...head.slice(2).map(() => null)];
  const notes = [note(title), note(CHECK_IT), ...(rows.length === 0 ? [note(NO_WORKFLOWS)] : [])];
  return renderCsv([
    [...head, 'from scan', 'partial', 'open unknowns'],
    ...[...notes, ...rows].map((row) => [...row, scan, partial, openUnknowns]),
  ]);
}
