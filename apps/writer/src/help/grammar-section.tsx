import type { Editor } from '@tiptap/react';
import { type ReactNode, useState } from 'react';
import { type Checker, openChecker } from './checker.ts';
import { Findings } from './findings.tsx';
import type { Finding } from './report.ts';
import { useChecker } from './use-checker.ts';

const beginGrammar = (): Checker<readonly Finding[]> =>
  openChecker(new Worker(new URL('grammar.worker.ts', import.meta.url), { type: 'module' }));

/** Grammar is checked by a program so large that only those get it who ask for it. */
export function GrammarSection({ editor }: { readonly editor: Editor }): ReactNode {
  const [isOn, setOn] = useState(false);
  const findings = useChecker(editor, isOn ? beginGrammar : null);
  const [ignored, setIgnored] = useState<readonly string[]>([]);
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
