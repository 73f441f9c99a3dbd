import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import type { Range } from './anchor.ts';

/** Passages that are shown marked, for as long as the words stand there. None of it is part of the document. */
export type Marked = Range & { readonly kind: 'found' | 'current' | 'spelling' | 'style' | 'asked' };

const key = new PluginKey<DecorationSet>('marked');

export const Finding = Extension.create({
  name: 'finding',
  addProseMirrorPlugins: () => [
    new Plugin<DecorationSet>({
      key,
      state: {
        init: () => DecorationSet.empty,
        apply: (transaction, before) => {
          // eslint-disable-next-line typescript/no-unsafe-type-assertion -- Only `mark` puts it there.
          const marked = transaction.getMeta(key) as readonly Marked[] | undefined;
          if (marked === undefined) return before.map(transaction.mapping, transaction.doc);
          const shown = marked.map(({ from, to, kind }) => Decoration.inline(from, to, { class: `marked-${kind}` }));
          return DecorationSet.create(transaction.doc, shown);
        },
      },
      props: { decorations: (state) => key.getState(state) },
    }),
  ],
});

/** What to give a transaction so that these passages are marked, and no others. */
export const MARK = key;

/** The end of a line in a file is a space for whoever reads. */
function leafText({ type }: Node): string {
  return type.name === 'lineEnd' ? ' ' : '\uFFFC';
}

/** All places of a text, in the order of the document. Letters count the same in both cases. */
export function findIn(doc: Node, words: string): readonly Range[] {
  const wanted = words.toLowerCase();
  if (wanted === '') return [];
  const found: Range[] = [];
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true;
    const text = node.textBetween(0, node.content.size, '\uFFFC', leafText).toLowerCase();
    // Letters that change their length with their case would shift what comes behind them.
    if (text.length !== node.content.size) return false;
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length))
      found.push({ from: position + 1 + at, to: position + 1 + at + wanted.length });
    return false;
  });
  return found;
}
