import type { Editor } from '@tiptap/react';
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import { alone } from '../editor/apply.ts';
import type { Range } from '../editor/anchor.ts';
import { findIn, MARK } from '../editor/finding.ts';
import { Icon } from './icons.tsx';

/** The places of some words, marked in the text, and the one that is looked at. */
function useFound(editor: Editor, words: string): Found {
  const [place, setPlace] = useState(0);
  const [found, setFound] = useState<readonly Range[]>([]);
  useEffect(() => {
    const look = (): void => setFound(findIn(editor.state.doc, words));
    look();
    editor.on('update', look);
    return () => void editor.off('update', look);
  }, [editor, words]);
  const at = found.length === 0 ? 0 : place % found.length;
  useEffect(() => {
    const marked = found.map((range, index) => ({ ...range, kind: index === at ? 'current' : 'found' }));
    editor.view.dispatch(editor.state.tr.setMeta(MARK, marked));
    const current = found[at];
    if (current === undefined) return;
    const { node } = editor.view.domAtPos(current.from);
    (node instanceof Element ? node : node.parentElement)?.scrollIntoView({ block: 'center' });
  }, [editor, found, at]);
  useEffect(() => () => editor.view.dispatch(editor.state.tr.setMeta(MARK, [])), [editor]);
  const step = (by: number): void => setPlace((at + by + Math.max(1, found.length)) % Math.max(1, found.length));
  return { found, at, step };
}

type Found = { readonly found: readonly Range[]; readonly at: number; readonly step: (by: number) => void };

export function FindBar({ editor, close }: { readonly editor: Editor; readonly close: () => void }): ReactNode {
  const [words, setWords] = useState(() => selected(editor));
  const [other, setOther] = useState('');
  const { found, at, step } = useFound(editor, words);
  const replace = (ranges: readonly Range[]): void =>
    alone(editor, () => {
      const { tr } = editor.state;
      for (const { from, to } of ranges.toReversed()) tr.insertText(other, from, to);
      editor.view.dispatch(tr);
    });
  const onKeyDown = ({ key, shiftKey }: KeyboardEvent): void => {
    if (key === 'Escape') close();
    if (key === 'Enter') step(shiftKey ? -1 : 1);
  };
  return (
    <div className="find" role="search" aria-label="Find and replace" onKeyDown={onKeyDown}>
      <input
        ref={(input) => {
          if (input !== null && document.activeElement === document.body) input.focus();
        }}
        autoFocus
        aria-label="Find"
        placeholder="Find"
        value={words}
        onChange={({ target }) => setWords(target.value)}
      />
      <span className="find-count" role="status">
        {words === '' ? '' : `${found.length === 0 ? 0 : at + 1} of ${found.length}`}
      </span>
      <input
        aria-label="Replace with"
        placeholder="Replace with"
        value={other}
        onChange={({ target }) => setOther(target.value)}
      />
      <button type="button" disabled={found.length === 0} onClick={() => replace(found.slice(at, at + 1))}>
        Replace
      </button>
      <button type="button" disabled={found.length === 0} onClick={() => replace(found)}>
        All
      </button>
      <button type="button" className="plain" aria-label="Close find" onClick={close}>
        <Icon name="close" />
      </button>
    </div>
  );
}

function selected({ state: { doc, selection } }: Editor): string {
  const words = doc.textBetween(selection.from, selection.to, ' ');
  return words.length > 80 ? '' : words;
}
