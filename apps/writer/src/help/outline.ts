import type { Node } from '@tiptap/pm/model';

export type Heading = { readonly text: string; readonly level: number; readonly at: number };

export function headingsIn(doc: Node): readonly Heading[] {
  const headings: Heading[] = [];
  doc.descendants((node, at) => {
    if (node.type.name !== 'heading') return !node.isTextblock;
    headings.push({ text: node.textContent, level: Number(node.attrs['level']), at });
    return false;
  });
  return headings;
}
