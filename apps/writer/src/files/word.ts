import type { JSONContent } from '@tiptap/core';
import {
  AlignmentType,
  Document,
  ExternalHyperlink,
  HeadingLevel,
  type IParagraphOptions,
  LevelFormat,
  Packer,
  Paragraph,
  type ParagraphChild,
  ShadingType,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';

const HEADINGS = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
  HeadingLevel.HEADING_5,
  HeadingLevel.HEADING_6,
] as const;

const NUMBERED = 'numbered';
/** Lists in lists that Word knows. */
const LEVELS = 9;
/** Twentieths of a point: half an inch. */
const INDENT = 720;

/** A document for Word. */
export async function wordFile(content: JSONContent, title: string): Promise<Blob> {
  const lists = { count: 0 };
  const children = [
    ...(title === '' ? [] : [new Paragraph({ text: title, heading: HeadingLevel.TITLE })]),
    ...(content.content ?? []).flatMap((node) => blocks(node, { lists, level: 0, more: {} })),
  ];
  const levels = Array.from({ length: LEVELS }, (_, level) => ({
    level,
    format: LevelFormat.DECIMAL,
    text: `%${level + 1}.`,
    alignment: AlignmentType.LEFT,
    style: { paragraph: { indent: { left: INDENT * (level + 1), hanging: INDENT / 2 } } },
  }));
  const file = new Document({
    ...(title !== '' && { title }),
    creator: 'Failsoft Writer',
    styles: { paragraphStyles: [TABLE_HEAD] },
    numbering: { config: [{ reference: NUMBERED, levels }] },
    sections: [{ children }],
  });
  return Packer.toBlob(file);
}

type Place = {
  /** How many numbered lists there were: each begins anew. */
  readonly lists: { count: number };
  readonly level: number;
  readonly more: IParagraphOptions;
};

function blocks(node: JSONContent, place: Place): readonly (Paragraph | Table)[] {
  const inner = node.content ?? [];
  switch (node.type ?? '') {
    case 'table':
      // Word puts two tables together that nothing stands between.
      return [wordTable(inner), new Paragraph({})];
    case 'heading':
      return [
        new Paragraph({
          ...place.more,
          heading: HEADINGS[Number(node.attrs?.['level'] ?? 1) - 1] ?? HEADINGS[0],
          children: runs(inner),
        }),
      ];
    case 'bulletList':
    case 'orderedList':
    case 'taskList':
      return listed(node, place);
    case 'blockquote':
      return inner.flatMap((child) =>
        blocks(child, { ...place, more: { indent: { left: INDENT }, style: 'IntenseQuote' } }),
      );
    case 'codeBlock':
    case 'source':
      return (inner[0]?.text ?? '')
        .split('\n')
        .map((line) => new Paragraph({ children: [new TextRun({ text: line, font: 'Courier New' })] }));
    case 'horizontalRule':
      return [new Paragraph({ thematicBreak: true })];
    default:
      return [new Paragraph({ ...place.more, children: [...(place.more.children ?? []), ...runs(inner)] })];
  }
}

function listed(list: JSONContent, { lists, level }: Place): readonly (Paragraph | Table)[] {
  if (list.type === 'orderedList' && level === 0) lists.count += 1;
  const at = Math.min(level, LEVELS - 1);
  return (list.content ?? []).flatMap((item) =>
    (item.content ?? []).flatMap((child, index) => {
      const isList = child.type?.endsWith('List') === true;
      const more =
        index > 0 || isList
          ? { indent: { left: INDENT * (at + 1) } }
          : markOf(list, item, { at, instance: lists.count });
      return blocks(child, { lists, level: isList ? level + 1 : level, more });
    }),
  );
}

/** Its look is a style, so that a word in it is bold only where somebody has made it so. */
const TABLE_HEAD = { id: 'TableHead', name: 'Table Head', basedOn: 'Normal', run: { bold: true } };

/** Across the page, hundredths. */
const WHOLE = { size: 100, type: WidthType.PERCENTAGE };
const ALIGNMENTS: ReadonlyMap<unknown, (typeof AlignmentType)[keyof typeof AlignmentType]> = new Map([
  ['center', AlignmentType.CENTER],
  ['right', AlignmentType.RIGHT],
]);

function wordTable(rows: readonly JSONContent[]): Table {
  const width = Math.max(1, ...rows.map(({ content = [] }) => content.length));
  return new Table({
    width: WHOLE,
    rows: rows.map(
      ({ content = [] }, at) =>
        new TableRow({
          // Readers take any word about it for a yes.
          ...(at === 0 && { tableHeader: true }),
          children: Array.from({ length: width }, (_, column) => wordCell(content[column])),
        }),
    ),
  });
}

function wordCell(cell: JSONContent | undefined): TableCell {
  const alignment = ALIGNMENTS.get(cell?.attrs?.['align']);
  const isHead = cell?.type === 'tableHeader';
  const lines = cell?.content ?? [{ type: 'paragraph' }];
  const children = lines.map(
    ({ content = [] }) =>
      new Paragraph({
        ...(alignment !== undefined && { alignment }),
        ...(isHead && { style: TABLE_HEAD.id }),
        children: runs(content),
      }),
  );
  const shading = { type: ShadingType.CLEAR, color: 'auto', fill: 'F2F2F2' };
  return new TableCell({ children, ...(isHead && { shading }) });
}

type Numbering = { readonly at: number; readonly instance: number };

function markOf(list: JSONContent, item: JSONContent, { at, instance }: Numbering): IParagraphOptions {
  if (list.type === 'orderedList') return { numbering: { reference: NUMBERED, level: at, instance } };
  if (list.type === 'bulletList') return { bullet: { level: at } };
  return {
    indent: { left: INDENT * (at + 1) },
    children: [new TextRun(item.attrs?.['checked'] === true ? '☑ ' : '☐ ')],
  };
}

function runs(nodes: readonly JSONContent[]): readonly ParagraphChild[] {
  return nodes.map((node): ParagraphChild => {
    if (node.type === 'hardBreak') return new TextRun({ break: 1 });
    if (node.type === 'lineEnd') return new TextRun(' ');
    const names = new Map((node.marks ?? []).map((mark) => [mark.type, mark.attrs]));
    const run = new TextRun({
      text: node.text ?? String(node.attrs?.['alt'] ?? ''),
      // A no would be one to the style of the paragraph as well.
      ...(names.has('bold') && { bold: true }),
      ...(names.has('italic') && { italics: true }),
      ...(names.has('strike') && { strike: true }),
      ...(names.has('underline') && { underline: {} }),
      ...(names.has('code') && { font: 'Courier New' }),
      ...(names.has('link') && { style: 'Hyperlink' }),
    });
    const address = names.get('link')?.['href'];
    return typeof address === 'string' ? new ExternalHyperlink({ link: address, children: [run] }) : run;
  });
}
