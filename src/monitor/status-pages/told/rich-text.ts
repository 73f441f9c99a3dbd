/** How many nodes of a rich text are looked at, and how many characters are kept. */
const NODES_MAX = 5_000;
const TEXT_MAX = 4_000;

/** The words in a tree of nodes `{ type, content: [...] }` with `text` in its leaves, as incident.io writes messages. */
export function richText(root: unknown): string {
  const open: unknown[] = [root];
  let text = '';
  for (let count = 0; open.length > 0 && count < NODES_MAX && text.length < TEXT_MAX; count += 1) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null) continue;
    if (Array.isArray(node)) {
      open.push(...node.slice(0, NODES_MAX).toReversed());
      continue;
    }
    if ('text' in node && typeof node.text === 'string') text += node.text;
    if ('type' in node && (node.type === 'paragraph' || node.type === 'hard_break') && text !== '') text += '\n';
    for (const inner of ['text_node' in node ? node.text_node : null, 'content' in node ? node.content : null])
      open.push(inner);
  }
  return text.slice(0, TEXT_MAX);
}
