import type { Editor } from '@tiptap/react';
import { useEffect, useState } from 'react';
import type { Checker } from './checker.ts';
import { plainTextOf } from './plain-text.ts';

/** Checks wait for so much quiet, ms. */
const QUIET_MS = 800;

/**
 * What a thread finds in the text as it is, and anew whenever somebody has written. `begin` starts the thread and stays the same; null: nobody
 * has asked for it. `broken`: it cannot be done here. Null: nothing is known yet.
 */
export function useChecker<T>(editor: Editor, begin: (() => Checker<T>) | null): T | 'broken' | null {
  const [found, setFound] = useState<T | 'broken' | null>(null);
  useEffect(() => {
    if (begin === null) return undefined;
    const checker = begin();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void =>
      void checker.check(plainTextOf(editor.state.doc).text).then((now) => now !== null && setFound(now));
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
  }, [editor, begin]);
  return found;
}
