import type { Editor } from '@tiptap/react';
import { type ReactNode, useEffect, useState } from 'react';
import { Findings } from './findings.tsx';
import { GrammarSection } from './grammar-section.tsx';
import { type Heading, headingsIn } from './outline.ts';
import type { Report } from './report.ts';
import { useChecks } from './use-checks.ts';

/** Help that needs no model and no network: the same whether AI is there or not. */
export function HelpPanel({ editor }: { readonly editor: Editor }): ReactNode {
  const { report, ignore } = useChecks(editor);
  return (
    <>
      <Outline editor={editor} />
      {report === 'broken' ? (
        <p className="trouble">Spelling and style cannot be checked in this browser.</p>
      ) : (
        <Checked report={report} editor={editor} ignore={ignore} />
      )}
      <GrammarSection editor={editor} />
    </>
  );
}

type CheckedProps = {
  readonly report: Report | null;
  readonly editor: Editor;
  readonly ignore: (words: string) => void;
};

function Checked({ report, editor, ignore }: CheckedProps): ReactNode {
  return (
    <>
      {report !== null && <Numbers report={report} />}
      <Findings
        title="Spelling"
        kind="spelling"
        none="Every word is known."
        editor={editor}
        findings={report?.spelling ?? null}
        ignore={ignore}
      />
      <Findings
        title="Style"
        kind="style"
        none="Nothing to remark."
        editor={editor}
        findings={report?.style ?? null}
        ignore={ignore}
      />
    </>
  );
}

function Outline({ editor }: { readonly editor: Editor }): ReactNode {
  const [headings, setHeadings] = useState<readonly Heading[]>(() => headingsIn(editor.state.doc));
  useEffect(() => {
    const look = (): void => setHeadings(headingsIn(editor.state.doc));
    editor.on('update', look);
    return () => void editor.off('update', look);
  }, [editor]);
  return (
    <section>
      <h3>Outline</h3>
      {headings.length === 0 && <p className="hint">Headings are listed here.</p>}
      <ul className="outline">
        {headings.map(({ text, level, at }) => (
          <li key={at} data-level={level}>
            <button
              type="button"
              onClick={() =>
                editor
                  .chain()
                  .focus()
                  .setTextSelection(at + 1)
                  .scrollIntoView()
                  .run()
              }
            >
              {text === '' ? 'Heading without words' : text}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Numbers({ report }: { readonly report: Report }): ReactNode {
  const { words, sentences, characters, minutes, ease } = report.numbers;
  const rows = [
    ['Words', words.toLocaleString('en')],
    ['Characters', characters.toLocaleString('en')],
    ['Sentences', sentences.toLocaleString('en')],
    ['Reading time', `${minutes} min`],
    ['Reads', ease],
  ] as const;
  return (
    <section>
      <h3>Numbers</h3>
      <dl className="numbers">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
