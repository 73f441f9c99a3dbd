import type { JSONContent } from '@tiptap/core';
import type { PhrasingContent } from 'mdast';

type Mark = NonNullable<JSONContent['marks']>[number];

/** Where a reference leads: the address, and its title. */
export type Target = { readonly url: string; readonly title?: string | null | undefined };

/** What the words of a block are read with. */
export type Sources = {
  /** What stands there for a node, as it was written. */
  readonly sourceOf: (node: PhrasingContent) => string;
  readonly targetOf: (identifier: string) => Target | null;
};

/** Words with their marks. What this program has no place for stays as it was written. */
export function readInline(nodes: readonly PhrasingContent[], sources: Sources): readonly JSONContent[] {
  return joined(inner(nodes, [], sources));
}

function inner(nodes: readonly PhrasingContent[], marks: readonly Mark[], sources: Sources): readonly JSONContent[] {
  let within = marks;
  return nodes.flatMap((node, at): readonly JSONContent[] => {
    if (node.type !== 'html') return read(node, within, sources);
    const tag = node.value.toLowerCase();
    if (/^<br\s*\/?>$/.test(tag)) return [{ type: 'hardBreak', ...marked(within) }];
    // The one mark that Markdown has no sign for.
    if (tag === '<u>' && nodes.slice(at).some((one) => one.type === 'html' && one.value.toLowerCase() === '</u>')) {
      within = [...within, { type: 'underline' }];
      return [];
    }
    if (tag === '</u>' && within.length > marks.length) {
      within = within.slice(0, -1);
      return [];
    }
    return asWritten(node.value, within);
  });
}

function read(node: PhrasingContent, marks: readonly Mark[], sources: Sources): readonly JSONContent[] {
  const below = (type: string, nodes: readonly PhrasingContent[], attrs?: object): readonly JSONContent[] =>
    inner(nodes, [...marks, attrs === undefined ? { type } : { type, attrs }], sources);
  switch (node.type) {
    case 'text':
      return node.value
        .split('\n')
        .flatMap((line, at) => [...(at === 0 ? [] : [{ type: 'lineEnd', ...marked(marks) }]), ...words(line, marks)]);
    case 'emphasis':
      return below('italic', node.children);
    case 'strong':
      return below('bold', node.children);
    case 'delete':
      return below('strike', node.children);
    case 'inlineCode':
      return words(node.value, [...marks, { type: 'code' }]);
    case 'break':
      return [{ type: 'hardBreak', ...marked(marks) }];
    case 'link':
      return below('link', node.children, linkTo(node));
    case 'linkReference': {
      const target = sources.targetOf(node.identifier);
      return target === null ? asWritten(sources.sourceOf(node), marks) : below('link', node.children, linkTo(target));
    }
    case 'image':
      return [picture(node, node.alt ?? '', marks)];
    case 'imageReference': {
      const target = sources.targetOf(node.identifier);
      return target === null ? asWritten(sources.sourceOf(node), marks) : [picture(target, node.alt ?? '', marks)];
    }
    case 'footnoteReference':
    case 'html':
      return asWritten(sources.sourceOf(node), marks);
  }
}

function words(text: string, marks: readonly Mark[]): readonly JSONContent[] {
  return text === '' ? [] : [{ type: 'text', text, ...marked(marks) }];
}

function asWritten(source: string, marks: readonly Mark[]): readonly JSONContent[] {
  return words(source, [...marks, { type: 'asWritten' }]);
}

function marked(marks: readonly Mark[]): Pick<JSONContent, 'marks'> {
  return marks.length === 0 ? {} : { marks: [...marks] };
}

function linkTo({ url, title }: Target): object {
  return title == null ? { href: url } : { href: url, title };
}

function picture({ url, title }: Target, alt: string, marks: readonly Mark[]): JSONContent {
  return { type: 'image', attrs: { src: url, alt, ...(title != null && { title }) }, ...marked(marks) };
}

/** Neighbours with the same marks are one. */
function joined(nodes: readonly JSONContent[]): readonly JSONContent[] {
  const all: JSONContent[] = [];
  for (const node of nodes) {
    const last = all.at(-1);
    if (node.type === 'text' && last?.type === 'text' && JSON.stringify(node.marks) === JSON.stringify(last.marks))
      all[all.length - 1] = { ...last, text: `${last.text ?? ''}${node.text ?? ''}` };
    else all.push(node);
  }
  return all;
}
