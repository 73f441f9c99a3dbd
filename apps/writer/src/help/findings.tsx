import type { Editor } from '@tiptap/react';
import type { ReactNode } from 'react';
import { alone } from '../editor/apply.ts';
import { plainTextOf } from './plain-text.ts';
import type { Finding } from './report.ts';

type FindingsProps = {
  readonly title: string;
  readonly kind: 'spelling' | 'style' | 'grammar';
  readonly none: string;
  readonly editor: Editor;
  /** Null: they are still being looked for. */
  readonly findings: readonly Finding[] | null;
  readonly ignore: (words: string) => void;
};

export function Findings({ title, kind, none, editor, findings, ignore }: FindingsProps): ReactNode {
  const count = findings === null || findings.length === 0 ? '' : ` (${findings.length})`;
  return (
    <section>
      <h3>
        {title}
        {count}
      </h3>
      {findings === null && <p className="hint">Looking…</p>}
      {findings?.length === 0 && <p className="hint">{none}</p>}
      <ul className={`findings are-${kind}`}>
        {findings?.map((finding) => (
          <FindingRow key={`${finding.from} ${finding.why}`} finding={finding} editor={editor} ignore={ignore} />
        ))}
      </ul>
    </section>
  );
}

type RowProps = Pick<FindingsProps, 'editor' | 'ignore'> & { readonly finding: Finding };

function FindingRow({ finding, editor, ignore }: RowProps): ReactNode {
  const { words, why, instead } = finding;
  return (
    <li>
      <button type="button" className="finding-words" onClick={() => show(editor, finding)}>
        {words.length > 60 ? `${words.slice(0, 57)}…` : words}
      </button>
      <span className="hint">{why}</span>
      <span className="fixes">
        {instead.map((other) => (
          <button key={other} type="button" onClick={() => mend(editor, finding, other)}>
            {other}
          </button>
        ))}
        <button type="button" className="quiet" onClick={() => ignore(words)}>
          Ignore
        </button>
      </span>
    </li>
  );
}

function show(editor: Editor, { from, to }: Finding): void {
  editor.chain().focus().setTextSelection(plainTextOf(editor.state.doc).rangeOf(from, to)).scrollIntoView().run();
}

function mend(editor: Editor, { from, to, words }: Finding, other: string): void {
  const { text, rangeOf } = plainTextOf(editor.state.doc);
  // It was changed since it was found.
  if (text.slice(from, to) !== words) return;
  const range = rangeOf(from, to);
  alone(editor, () => editor.view.dispatch(editor.state.tr.insertText(other, range.from, range.to)));
}
