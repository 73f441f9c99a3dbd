import type { Editor, JSONContent } from '@tiptap/core';

/** What can be done with the table that the caret is in. */
export type TableAct =
  | 'add row'
  | 'remove row'
  | 'add column'
  | 'remove column'
  | 'left'
  | 'center'
  | 'right'
  | 'remove table';

export function isInTable({ state: { selection } }: Editor): boolean {
  const { $from } = selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type.name === 'table') return true;
  return false;
}

const EMPTY_ROWS = 2;

/** Puts a table where the caret is, with these heads, and goes into it. */
export function insertTable(editor: Editor, heads: readonly string[]): void {
  const { from } = editor.state.selection;
  const row = (type: string, words: readonly string[]): JSONContent => ({
    type: 'tableRow',
    content: words.map((text) => ({ type, content: [paragraph(text)] })),
  });
  const empty = heads.map(() => '');
  const rows = [row('tableHeader', heads), ...Array.from({ length: EMPTY_ROWS }, () => row('tableCell', empty))];
  const isLast = editor.state.selection.$from.after(1) === editor.state.doc.content.size;
  const content: JSONContent[] = [{ type: 'table', content: rows }, ...(isLast ? [paragraph('')] : [])];
  const isNamed = heads.some((words) => words !== '');
  editor
    .chain()
    .insertContent(content)
    .command(({ tr, commands }) => {
      let first: number | null = null;
      tr.doc.nodesBetween(Math.max(0, from - 2), tr.doc.content.size, (node, at) => {
        if (first !== null) return false;
        if (node.type.name === (isNamed ? 'tableCell' : 'tableHeader')) first = at + 2;
        return first === null;
      });
      return first === null || commands.setTextSelection(first);
    })
    .focus()
    .run();
}

function paragraph(text: string): JSONContent {
  return text === '' ? { type: 'paragraph' } : { type: 'paragraph', content: [{ type: 'text', text }] };
}
