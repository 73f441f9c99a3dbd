import type { JSONContent } from '@tiptap/core';
import type { Definition, List, ListItem, Nodes, RootContent, Table, TableRow } from 'mdast';
import { parsed, written } from './dialect.ts';
import { readInline, type Sources } from './read-inline.ts';

/** What stands in a file of Markdown. What this program has no place for is kept as it was written. */
export function contentOf(markdown: string): JSONContent {
  const text = markdown.replaceAll('\r\n', '\n');
  const { children } = parsed(text);
  const content = blocks(children, sourcesIn(children, text));
  return { type: 'doc', content: content.length === 0 ? [{ type: 'paragraph' }] : [...content] };
}

type BlockSources = Sources & {
  /** Is this address named by nothing that was read? Then it is kept as a line of its own. */
  readonly isUnused: (definition: Definition) => boolean;
  readonly blockSourceOf: (node: RootContent) => string;
};

function sourcesIn(children: readonly RootContent[], text: string): BlockSources {
  const all = everyNode(children);
  const definitions = new Map<string, Definition>();
  // The first of two with the same name is the one that counts.
  for (const node of all)
    if (node.type === 'definition' && !definitions.has(node.identifier)) definitions.set(node.identifier, node);
  const used = new Set(
    all.flatMap((node) =>
      node.type === 'linkReference' || node.type === 'imageReference' ? [definitions.get(node.identifier)] : [],
    ),
  );
  const outermost = new Set<Nodes>(children);
  const slice = ({ position }: Nodes): string => text.slice(position?.start.offset, position?.end.offset);
  return {
    sourceOf: slice,
    targetOf: (identifier) => definitions.get(identifier) ?? null,
    isUnused: (definition) => !used.has(definition),
    // In a quote or a list the lines of the source have signs of those before them.
    blockSourceOf: (node) => (outermost.has(node) ? slice(node) : written(node)),
  };
}

function everyNode(nodes: readonly Nodes[]): readonly Nodes[] {
  return nodes.flatMap((node) => ('children' in node ? [node, ...everyNode(node.children)] : [node]));
}

function blocks(nodes: readonly RootContent[], sources: BlockSources): readonly JSONContent[] {
  return nodes.flatMap((node) => block(node, sources));
}

function block(node: RootContent, sources: BlockSources): readonly JSONContent[] {
  // eslint-disable-next-line typescript/switch-exhaustiveness-check -- What is not read here is kept as it was written.
  switch (node.type) {
    case 'paragraph':
      return [holding('paragraph', readInline(node.children, sources))];
    case 'heading':
      return [{ ...holding('heading', readInline(node.children, sources)), attrs: { level: node.depth } }];
    case 'thematicBreak':
      return [{ type: 'horizontalRule' }];
    case 'blockquote':
      return [{ type: 'blockquote', content: atLeastOne(blocks(node.children, sources)) }];
    case 'code': {
      const language = [node.lang, node.meta].filter((part) => part != null).join(' ');
      const content = node.value === '' ? [] : [{ type: 'text', text: node.value }];
      return [{ ...holding('codeBlock', content), attrs: { language: language === '' ? null : language } }];
    }
    case 'list':
      return lists(node, sources);
    case 'table':
      return [table(node, sources)];
    case 'definition':
      return sources.isUnused(node) ? [source(sources.blockSourceOf(node))] : [];
    case 'html':
      return [source(node.value.trimEnd())];
    default:
      return [source(sources.blockSourceOf(node))];
  }
}

function holding(type: string, content: readonly JSONContent[]): JSONContent {
  return content.length === 0 ? { type } : { type, content: [...content] };
}

function source(text: string): JSONContent {
  return holding('source', text === '' ? [] : [{ type: 'text', text }]);
}

function atLeastOne(content: readonly JSONContent[]): JSONContent[] {
  return content.length === 0 ? [{ type: 'paragraph' }] : [...content];
}

/** A list of tasks has nothing but tasks, so what mixes both becomes several lists. */
function lists(list: List, sources: BlockSources): readonly JSONContent[] {
  if (list.ordered === true) {
    const start = list.start ?? 1;
    return [{ type: 'orderedList', attrs: { start }, content: list.children.map((one) => item(one, sources, true)) }];
  }
  const made: JSONContent[] = [];
  for (const one of list.children) {
    const next = item(one, sources, false);
    const type = next.type === 'taskItem' ? 'taskList' : 'bulletList';
    const last = made.at(-1);
    if (last?.type === type) last.content?.push(next);
    else made.push({ type, content: [next] });
  }
  return made;
}

function item(node: ListItem, sources: BlockSources, isNumbered: boolean): JSONContent {
  const content = blocks(node.children, sources);
  const inside = content[0]?.type === 'paragraph' ? [...content] : [{ type: 'paragraph' }, ...content];
  const box = isNumbered || node.checked != null ? null : boxOf(inside[0]);
  if (box !== null)
    return { type: 'taskItem', attrs: { checked: box }, content: [{ type: 'paragraph' }, ...inside.slice(1)] };
  if (node.checked == null) return { type: 'listItem', content: inside };
  if (!isNumbered) return { type: 'taskItem', attrs: { checked: node.checked }, content: inside };
  // Numbered tasks are kept as they were written.
  const mark = { type: 'text', text: node.checked ? '[x]' : '[ ]', marks: [{ type: 'asWritten' }] };
  const [first, ...rest] = inside;
  const words = [mark, { type: 'text', text: ' ' }, ...(first?.content ?? [])];
  return { type: 'listItem', content: [{ type: 'paragraph', content: words }, ...rest] };
}

/** A task without words is none for other programs; here it is, ticked or not. Null: it is no task. */
function boxOf(first: JSONContent | undefined): boolean | null {
  const [only, ...more] = first?.content ?? [];
  const [, tick] = (more.length === 0 && /^\[([ xX])\]$/.exec(only?.text ?? '')) || [];
  return tick === undefined ? null : tick !== ' ';
}

function table({ children, align = [] }: Table, sources: BlockSources): JSONContent {
  return {
    type: 'table',
    content: children.map((row, at) => tableRow(row, at === 0, { align: align ?? [], sources })),
  };
}

type RowParts = { readonly align: readonly (string | null)[]; readonly sources: BlockSources };

function tableRow({ children }: TableRow, isHead: boolean, { align, sources }: RowParts): JSONContent {
  const cells = Array.from({ length: Math.max(1, align.length) }, (_, at): JSONContent => {
    const words = readInline(children[at]?.children ?? [], sources).map(withoutEscapes);
    return {
      type: isHead ? 'tableHeader' : 'tableCell',
      attrs: { align: align[at] ?? null },
      content: [holding('paragraph', words)],
    };
  });
  return { type: 'tableRow', content: cells };
}

/** In a cell, a stroke is escaped everywhere, also in what is kept as it was written. */
function withoutEscapes(node: JSONContent): JSONContent {
  const isSource = node.marks?.some(({ type }) => type === 'asWritten') === true;
  return isSource ? { ...node, text: (node.text ?? '').replaceAll(String.raw`\|`, '|') } : node;
}
