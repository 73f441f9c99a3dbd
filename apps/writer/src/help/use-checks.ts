import type { Editor } from '@tiptap/react';
import { useEffect, useState } from 'react';
import { MARK } from '../editor/finding.ts';
import { plainTextOf } from './plain-text.ts';
import type { Finding, Report } from './report.ts';
import { openChecker } from './checker.ts';

/** Checks wait for so much quiet, ms. */
const QUIET_MS = 800;

type Checks = {
  /** Null: not there yet. */
  readonly report: Report | 'broken' | null;
  readonly ignore: (words: string) => void;
};

/** What the checkers say of the text as it is, found out in a thread of its own. */
export function useChecks(editor: Editor): Checks {
  const [report, setReport] = useState<Report | 'broken' | null>(null);
  const [ignored, setIgnored] = useState<readonly string[]>([]);
  useEffect(() => {
    const checker = openChecker<Report>(new Worker(new URL('check.worker.ts', import.meta.url), { type: 'module' }));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      const { text } = plainTextOf(editor.state.doc);
      void checker.check(text).then((found) => found !== null && setReport(found));
    };
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
      if (!editor.isDestroyed) editor.view.dispatch(editor.state.tr.setMeta(MARK, []));
    };
  }, [editor]);
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
  return { report: shown, ignore: (words) => setIgnored([...ignored, words]) };
}
