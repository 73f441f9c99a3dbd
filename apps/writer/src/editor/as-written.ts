import { Mark, Node } from '@tiptap/core';

// What Markdown has and this program does not, such as footnotes and HTML, is kept as it was written, and shown so.

/** Whole blocks of it. */
export const Source = Node.create({
  name: 'source',
  group: 'block',
  content: 'text*',
  marks: '',
  code: true,
  defining: true,
  parseHTML: () => [{ tag: 'pre.source', preserveWhitespace: 'full', priority: 60 }],
  renderHTML: () => ['pre', { class: 'source' }, 0],
  addKeyboardShortcuts() {
    return {
      // An empty line at its end leads out of it.
      Enter: ({ editor }) => {
        const { $from, empty } = editor.state.selection;
        const isAtEnd = empty && $from.parent.type === this.type && $from.parentOffset === $from.parent.content.size;
        if (!isAtEnd || !$from.parent.textContent.endsWith('\n')) return false;
        return editor
          .chain()
          .deleteRange({ from: $from.pos - 1, to: $from.pos })
          .exitCode()
          .run();
      },
    };
  },
});

/** Words of it. */
export const AsWritten = Mark.create({
  name: 'asWritten',
  // What is typed behind it is something else.
  inclusive: false,
  excludes: 'asWritten code',
  parseHTML: () => [{ tag: 'span.as-written' }],
  renderHTML: () => ['span', { class: 'as-written' }, 0],
});

/** Where a line ends in the file and not in the text: people see a space, and the file keeps its lines. */
export const LineEnd = Node.create({
  name: 'lineEnd',
  group: 'inline',
  inline: true,
  selectable: false,
  parseHTML: () => [{ tag: 'span.line-end' }],
  renderHTML: () => ['span', { class: 'line-end' }, ' '],
  renderText: () => ' ',
  extendNodeSchema: ({ name }) => (name === 'lineEnd' ? { leafText: () => ' ' } : {}),
});
