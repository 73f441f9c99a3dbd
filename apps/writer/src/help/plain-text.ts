import type { Node } from '@tiptap/pm/model';
import type { Range } from '../editor/anchor.ts';

/** A document as checkers read it, and the way back from a place in it. */
export type PlainText = {
  readonly text: string;
  readonly rangeOf: (from: number, to: number) => Range;
};

export function plainTextOf(doc: Node): PlainText {
  const blocks: { readonly from: number; readonly position: number }[] = [];
  let text = '';
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true;
    // Programs are no prose.
    if (node.type.spec.code === true) return false;
    if (text !== '') text += '\n\n';
    blocks.push({ from: text.length, position: position + 1 });
    // One character for each place, so that both count alike.
    text += node.textBetween(0, node.content.size, '\n', '\n');
    return false;
  });
  const positionOf = (at: number): number => {
    const block = blocks.findLast(({ from }) => from <= at) ?? { from: 0, position: 1 };
    return block.position + at - block.from;
  };
  return { text, rangeOf: (from, to) => ({ from: positionOf(from), to: positionOf(to) }) };
}
