import type { Editor } from '@tiptap/react';
import { type ReactNode, useEffect, useState } from 'react';
import { type Checker, openChecker } from './checker.ts';
import { Findings } from './findings.tsx';
import { plainTextOf } from './plain-text.ts';
import type { Finding } from './report.ts';

const QUIET_MS = 1_200;

/** Grammar is checked by a program so large that only those get it who ask for it. */
export function GrammarSection({ editor }: { readonly editor: Editor }): ReactNode {
  const [isOn, setOn] = useState(false);
  const [findings, setFindings] = useState<readonly Finding[] | 'broken' | null>(null);
  const [ignored, setIgnored] = useState<readonly string[]>([]);
  useEffect(() => {
    if (!isOn) return undefined;
    const worker = new Worker(new URL('grammar.worker.ts', import.meta.url), { type: 'module' });
    const checker: Checker<readonly Finding[]> = openChecker(worker);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void =>
      void checker.check(plainTextOf(editor.state.doc).text).then((found) => found !== null && setFindings(found));
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(look, QUIET_MS);
    };
    look();
    editor.on('update', soon);
    return () => {
      clearTimeout(timer);
      editor.off('update', soon);
      checker.close();
    };
  }, [editor, isOn]);
  if (!isOn) {
    return (
      <section>
        <h3>Grammar</h3>
        <button type="button" onClick={() => setOn(true)}>
          Turn on grammar
        </button>
        <p className="hint">Loads 16 MB from your gateway. Your text stays on this computer.</p>
      </section>
    );
  }
  if (findings === 'broken') return <p className="trouble">Grammar cannot be checked in this browser.</p>;
  return (
    <Findings
      title="Grammar"
      kind="grammar"
      none="Nothing to remark."
      editor={editor}
      findings={findings?.filter(({ words }) => !ignored.includes(words)) ?? null}
      ignore={(words) => setIgnored([...ignored, words])}
    />
  );
}
