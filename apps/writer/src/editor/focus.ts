import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

/** Marks the block that the caret is in. Only focus mode shows it. */
export const Focus = Extension.create({
  name: 'focus-block',
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        decorations: ({ doc, selection: { $from } }) =>
          $from.depth === 0
            ? null
            : DecorationSet.create(doc, [Decoration.node($from.before(1), $from.after(1), { class: 'here' })]),
      },
    }),
  ],
});
