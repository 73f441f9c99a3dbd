import type { Editor, JSONContent } from '@tiptap/core';
import { yUndoPluginKey } from '@tiptap/y-tiptap';
import type { Range } from './anchor.ts';
import type { Author } from './authorship.ts';

/** Puts an answer in the place of a passage, or below it, as one step that one undo takes back. */
export async function apply(
  editor: Editor,
  { from, to }: Range,
  { markdown, author, use }: { readonly markdown: string; readonly author: Author; readonly use: 'replace' | 'below' },
): Promise<void> {
  const { contentOf } = await import('./markdown.ts');
  const blocks = (contentOf(markdown).content ?? []).map((block) => signed(block, author));
  const [only] = blocks;
  const { doc } = editor.state;
  const isWithin = doc.resolve(from).sameParent(doc.resolve(to)) && doc.resolve(from).parent.isTextblock;
  const isInline = use === 'replace' && isWithin && blocks.length === 1 && only?.type === 'paragraph';
  const place = use === 'replace' ? { from, to } : belowOf(editor, to);
  alone(editor, () => {
    editor
      .chain()
      .focus()
      .insertContentAt(place, isInline ? (only.content ?? []) : blocks, { updateSelection: true })
      .run();
  });
}

/** What happens in it is taken back by one undo, and nothing else is. */
export function alone(editor: Editor, act: () => void): void {
  const { undoManager } = yUndoPluginKey.getState(editor.state) ?? {};
  undoManager?.stopCapturing();
  act();
  undoManager?.stopCapturing();
}

function belowOf(editor: Editor, position: number): number {
  const $position = editor.state.doc.resolve(position);
  return $position.depth === 0 ? position : $position.after(1);
}

function signed(node: JSONContent, author: Author): JSONContent {
  if (node.type === 'text') return { ...node, marks: [...(node.marks ?? []), { type: 'authorship', attrs: author }] };
  return node.content === undefined ? node : { ...node, content: node.content.map((child) => signed(child, author)) };
}
