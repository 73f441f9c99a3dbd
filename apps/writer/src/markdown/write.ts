import type { JSONContent } from '@tiptap/core';
import type { BlockContent, Heading, ListItem, Paragraph, RootContent, TableCell } from 'mdast';
import { defaultHandlers, type Handle, type Options } from 'mdast-util-to-markdown';
import { parsed, unescaped, written } from './dialect.ts';
import { readInline } from './read-inline.ts';
import { writeInline } from './write-inline.ts';

/** What stands in the file. */
export function markdownOf({ content = [] }: JSONContent): string {
  return joined(content.map((node, at) => blockText(node, turnOf(content, at))));
}

/** Blocks of a text, as they stand in the file. */
export function joined(texts: readonly string[]): string {
  const text = texts.filter((one) => one !== '').join('\n\n');
  return text === '' ? '' : `${text}\n`;
}

/**
 * What a block has to know of those before it, so that each can be written alone. `first`: a line of dashes at the very beginning of a
 * file begins something else. `odd`: it is behind a list, and must not go on with it.
 */
export type Turn = 'first' | 'even' | 'odd';

export function turnOf(content: readonly { readonly type?: string }[], at: number): Turn {
  if (at === 0) return 'first';
  const kind = kindOf(content[at]);
  if (kind === '') return 'even';
  const start = content.slice(0, at).findLastIndex((one) => kindOf(one) !== kind) + 1;
  return (at - start) % 2 === 0 ? 'even' : 'odd';
}

/** Lists that would go on with each other; empty: it is none. */
function kindOf(node: { readonly type?: string } | undefined): string {
  return node?.type === 'taskList' ? 'bulletList' : (/^(?:bullet|ordered)List$/.exec(node?.type ?? '')?.[0] ?? '');
}

/** One block of a text; empty where nothing of it is seen. */
export function blockText(node: JSONContent, turn: Turn): string {
  const block = blockOf(node);
  return block === null ? '' : written(block, { ...TURNS[turn], handlers: HANDLERS });
}

const TURNS: Readonly<Record<Turn, Options>> = {
  first: { rule: '*' },
  even: {},
  odd: { bullet: '*', bulletOther: '-', bulletOrdered: ')' },
};

function blockOf(node: JSONContent): RootContent | null {
  const inside = node.content ?? [];
  switch (node.type ?? '') {
    case 'heading':
      return { type: 'heading', depth: depthOf(node), children: writeInline(inside, 'heading') };
    case 'blockquote':
      return { type: 'blockquote', children: blocksIn(inside) };
    case 'codeBlock': {
      const [, lang, meta] = /^(\S*)\s*(.*)$/.exec(String(node.attrs?.['language'] ?? '')) ?? [];
      return { type: 'code', lang: lang ?? null, meta: meta === '' ? null : (meta ?? null), value: plain(node) };
    }
    case 'bulletList':
    case 'taskList':
      return { type: 'list', ordered: false, spread: false, children: inside.map(itemOf) };
    case 'orderedList': {
      const start = Number(node.attrs?.['start'] ?? 1);
      return { type: 'list', ordered: true, start, spread: false, children: inside.map(itemOf) };
    }
    case 'horizontalRule':
      return { type: 'thematicBreak' };
    case 'table':
      return tableOf(inside);
    case 'source':
      return plain(node) === '' ? null : { type: 'html', value: plain(node) };
    default: {
      const children = writeInline(inside, 'block');
      return children.length === 0 ? null : { type: 'paragraph', children };
    }
  }
}

function blocksIn(content: readonly JSONContent[]): BlockContent[] {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- Nothing else is made of the content of a block.
  return content.flatMap((node) => blockOf(node) ?? []) as BlockContent[];
}

function plain({ content = [] }: JSONContent): string {
  return content.map(({ text = '' }) => text).join('');
}

function depthOf({ attrs }: JSONContent): Heading['depth'] {
  const levels = [1, 2, 3, 4, 5, 6] as const;
  return levels.find((one) => one === Number(attrs?.['level'])) ?? 1;
}

function itemOf({ type, attrs, content = [] }: JSONContent): ListItem {
  const children = blocksIn(content);
  if (type !== 'taskItem') return { type: 'listItem', spread: false, children };
  // The box stands before words.
  const words: Paragraph[] = children[0]?.type === 'paragraph' ? [] : [{ type: 'paragraph', children: [] }];
  return { type: 'listItem', spread: false, checked: attrs?.['checked'] === true, children: [...words, ...children] };
}

function tableOf(rows: readonly JSONContent[]): RootContent | null {
  const width = Math.max(0, ...rows.map(({ content = [] }) => content.length));
  if (width === 0) return null;
  const align = Array.from({ length: width }, (_, at) => alignOf(rows[0]?.content?.[at]));
  const children = rows.map(({ content = [] }) => ({
    type: 'tableRow' as const,
    children: Array.from({ length: width }, (_, at) => cellOf(content[at])),
  }));
  return { type: 'table', align, children };
}

function alignOf(cell: JSONContent | undefined): 'left' | 'right' | 'center' | null {
  return (['left', 'right', 'center'] as const).find((one) => one === cell?.attrs?.['align']) ?? null;
}

/** Several paragraphs in a cell become its lines. */
function cellOf(cell: JSONContent | undefined): TableCell {
  const lines = (cell?.content ?? []).map(({ content = [] }) => content);
  const words = lines.flatMap((line, at) => (at === 0 ? line : [{ type: 'hardBreak' }, ...line]));
  return { type: 'tableCell', children: writeInline(words, 'cell') };
}

const NO_SOURCES = { sourceOf: () => '', targetOf: () => null };

/** Escapes only where something else would be read without: `[[links]]` and `$x_1$` of other programs stay as they are. */
const sparing =
  (escaping: Handle): Handle =>
  (node: Paragraph | Heading, parent, state, info) => {
    const escaped = escaping(node, parent, state, info);
    if (!/[\\&]/.test(escaped)) return escaped;
    const bare = unescaped(node);
    // Behind a tag that begins a block, signs are no escapes but words.
    if (parsed(escaped).children[0]?.type === 'html') return bare;
    // In a list, this would become a task.
    if (parent?.type === 'listItem' && /^\[[ xX]\]/.test(bare)) return escaped;
    return readsAs(bare, node) ? bare : escaped;
  };

function readsAs(markdown: string, node: Paragraph | Heading): boolean {
  // A sign for a footnote is one where there is a footnote.
  const notes = node.children.flatMap((one) => (one.type === 'footnoteReference' ? [`[^${one.label}]: .`] : []));
  const [read, ...more] = parsed([markdown, ...notes].join('\n\n')).children;
  if (read?.type !== node.type || more.length !== notes.length) return false;
  return readingOf(read.children) === readingOf(node.children);
}

/** Where lines end in the file makes no difference. */
function readingOf(children: Paragraph['children']): string {
  return JSON.stringify(readInline(children, NO_SOURCES)).replaceAll(
    '{"type":"lineEnd"}',
    '{"type":"text","text":" "}',
  );
}

const sparingParagraph = sparing(defaultHandlers.paragraph);

/** The box of a task stands before its first words. */
const paragraph: Handle = (node: Paragraph, parent, state, info) => {
  const words = sparingParagraph(node, parent, state, info);
  const isTask = parent?.type === 'listItem' && typeof parent.checked === 'boolean' && parent.children[0] === node;
  return isTask ? `[${parent.checked === true ? 'x' : ' '}] ${words}`.trimEnd() : words;
};

const HANDLERS = { paragraph, heading: sparing(defaultHandlers.heading) };
