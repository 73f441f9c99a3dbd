import type { Editor } from '@tiptap/core';
import type { Action } from '../assist/actions.ts';
import type { Range } from './anchor.ts';

/** What an action is about. */
export type Passage = Range & {
  /** As plain words, to see later whether they were changed. */
  readonly words: string;
};

/** What stands around a passage goes with it, characters. */
const AROUND = 3_000;

/** The selection, or the block that the caret is in; all of it before the caret; or everything. */
export function passageFor(editor: Editor, about: Action['about']): Passage {
  const { doc, selection } = editor.state;
  if (about === 'all' && selection.empty) return passage(editor, { from: 0, to: doc.content.size });
  if (about === 'before') return passage(editor, { from: 0, to: blockAround(editor).to });
  return passage(editor, selection.empty ? blockAround(editor) : selection);
}

function blockAround(editor: Editor): Range {
  const { $from } = editor.state.selection;
  return $from.depth === 0 ? { from: 0, to: editor.state.doc.content.size } : { from: $from.start(), to: $from.end() };
}

function passage(editor: Editor, { from, to }: Range): Passage {
  return { from, to, words: wordsIn(editor, { from, to }) };
}

export function wordsIn(editor: Editor, { from, to }: Range): string {
  const end = editor.state.doc.content.size;
  return editor.state.doc.textBetween(Math.min(from, end), Math.min(to, end), '\n', ' ');
}

export function aroundOf(editor: Editor, { from, to }: Range): string {
  const size = editor.state.doc.content.size;
  const before = wordsIn(editor, { from: Math.max(0, from - AROUND), to: from });
  const behind = wordsIn(editor, { from: to, to: Math.min(size, to + AROUND) });
  return before === '' && behind === '' ? '' : `${before}\n[…]\n${behind}`;
}

/** The same as Markdown, so that what is bold or a list stays so. */
export async function markdownIn(editor: Editor, { from, to }: Range): Promise<string> {
  const { markdownOf } = await import('./markdown.ts');
  const slice = editor.state.doc.slice(from, to).content;
  const isInline = slice.firstChild?.isInline === true;
  const content = slice.toJSON() ?? [];
  return markdownOf({ type: 'doc', content: isInline ? [{ type: 'paragraph', content }] : content }).trimEnd();
}
