import { Node } from '@tiptap/core';
import { DOMParser, Fragment, type Node as ProseNode, type Schema } from '@tiptap/pm/model';
import { insertTable } from './acts.ts';

type DomNode = Parameters<DOMParser['parse']>[0];

// What a table is. How it is edited comes later, once there is one: see editing.ts.

/** What `prosemirror-tables` wants to know of a cell. Here each has its own place: Markdown has no cells that span. */
const attributes = () => ({
  align: {
    default: null,
    parseHTML: (element: HTMLElement) => alignOf(element),
    renderHTML: ({ align }: { readonly align?: string | null }) => (align == null ? {} : { 'data-align': align }),
  },
  colspan: { default: 1, rendered: false, parseHTML: () => 1 },
  rowspan: { default: 1, rendered: false, parseHTML: () => 1 },
  colwidth: { default: null, rendered: false, parseHTML: () => null },
});

function alignOf(element: HTMLElement): string | null {
  const said = element.dataset['align'] ?? (element.getAttribute('align') || element.style.textAlign);
  return ['left', 'center', 'right'].find((one) => one === said) ?? null;
}

export const Table = Node.create({
  name: 'table',
  group: 'block',
  content: 'tableRow+',
  isolating: true,
  extendNodeSchema: ({ name }) => (name === 'table' ? { tableRole: 'table' } : {}),
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: () => ['div', { class: 'table' }, ['table', ['tbody', 0]]],
  addKeyboardShortcuts: () => ({
    // `| a | b |` and Enter make a table, as in Markdown.
    Enter: ({ editor }) => {
      const { $from, empty } = editor.state.selection;
      const [, inside] = /^\s*\|(.+)\|\s*$/.exec($from.parent.textContent) ?? [];
      if (!empty || inside === undefined || $from.depth !== 1 || $from.parent.type.name !== 'paragraph') return false;
      editor.commands.deleteRange({ from: $from.start(), to: $from.end() });
      insertTable(
        editor,
        inside.split('|').map((words) => words.trim()),
      );
      return true;
    },
  }),
});

export const TableRow = Node.create({
  name: 'tableRow',
  content: '(tableHeader | tableCell)+',
  extendNodeSchema: ({ name }) => (name === 'tableRow' ? { tableRole: 'row' } : {}),
  parseHTML: () => [{ tag: 'tr' }],
  renderHTML: () => ['tr', 0],
});

export const TableHeader = Node.create({
  name: 'tableHeader',
  content: 'paragraph+',
  isolating: true,
  addAttributes: attributes,
  extendNodeSchema: ({ name }) => (name === 'tableHeader' ? { tableRole: 'header_cell' } : {}),
  parseHTML: () => [{ tag: 'th', getContent: lines }],
  renderHTML: ({ HTMLAttributes }) => ['th', HTMLAttributes, 0],
});

export const TableCell = Node.create({
  name: 'tableCell',
  content: 'paragraph+',
  isolating: true,
  addAttributes: attributes,
  extendNodeSchema: ({ name }) => (name === 'tableCell' ? { tableRole: 'cell' } : {}),
  parseHTML: () => [{ tag: 'td', getContent: lines }],
  renderHTML: ({ HTMLAttributes }) => ['td', HTMLAttributes, 0],
});

/** Lists, headings and tables in a cell of another program become its lines. */
function lines(dom: DomNode, schema: Schema): Fragment {
  const { paragraph } = schema.nodes;
  const found: ProseNode[] = [];
  DOMParser.fromSchema(schema)
    .parse(dom)
    .descendants((node) => {
      if (!node.isTextblock) return true;
      // A line of code holds plain words, which may stand in any paragraph.
      if (paragraph !== undefined) found.push(paragraph.create(null, node.content));
      return false;
    });
  return Fragment.fromArray(found);
}
