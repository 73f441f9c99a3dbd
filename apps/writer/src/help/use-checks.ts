import type { Editor } from '@tiptap/react';
import { useEffect, useState } from 'react';
import { MARK } from '../editor/finding.ts';
import { type Checker, openChecker } from './checker.ts';
import { plainTextOf } from './plain-text.ts';
import type { Finding, Report } from './report.ts';
import { useChecker } from './use-checker.ts';

const beginChecks = (): Checker<Report> =>
  openChecker(new Worker(new URL('check.worker.ts', import.meta.url), { type: 'module' }));

type Checks = {
  /** Null: not there yet. */
  readonly report: Report | 'broken' | null;
  readonly ignore: (words: string) => void;
};

/** What the checkers say of the text as it is, found out in a thread of its own. */
export function useChecks(editor: Editor): Checks {
  const report = useChecker(editor, beginChecks);
  const [ignored, setIgnored] = useState<readonly string[]>([]);
  const left = (findings: readonly Finding[]): readonly Finding[] =>
    findings.filter(({ words }) => !ignored.includes(words));
  const shown =
    report === null || report === 'broken'
      ? report
      : { ...report, spelling: left(report.spelling), style: left(report.style) };
  useEffect(() => {
    if (shown === null || shown === 'broken') return;
    const { rangeOf } = plainTextOf(editor.state.doc);
    const size = editor.state.doc.content.size;
    const marked = [
      ...shown.spelling.map((one) => ({ ...rangeOf(one.from, one.to), kind: 'spelling' })),
      ...shown.style.map((one) => ({ ...rangeOf(one.from, one.to), kind: 'style' })),
    ].filter(({ to }) => to <= size);
    editor.view.dispatch(editor.state.tr.setMeta(MARK, marked));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `shown` is made of these.
  }, [editor, report, ignored]);
  // What is not shown any more is not marked any more.
  useEffect(
    () => () => {
      if (!editor.isDestroyed) editor.view.dispatch(editor.state.tr.setMeta(MARK, []));
    },
    [editor],
  );
  return { report: shown, ignore: (words) => setIgnored([...ignored, words]) };
}
