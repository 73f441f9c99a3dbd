import { frontmatterFromMarkdown, frontmatterToMarkdown } from 'mdast-util-frontmatter';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown, gfmToMarkdown } from 'mdast-util-gfm';
import { defaultHandlers, type Handle, type Options, toMarkdown } from 'mdast-util-to-markdown';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';
import type { Link, Nodes, Root } from 'mdast';

// What GitHub, Obsidian and most others read: CommonMark, tables, tasks, footnotes, ~~struck~~ words and a head of data.

export function parsed(markdown: string): Root {
  try {
    return fromMarkdown(markdown, {
      // One tilde is no sign for struck words in most programs, and stands before numbers.
      extensions: [gfm({ singleTilde: false }), frontmatter('yaml')],
      mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown('yaml')],
    });
  } catch {
    // The parser has mistakes, too. What it does not understand is kept as it was written.
    return { type: 'root', children: [{ type: 'html', value: markdown }] };
  }
}

declare module 'mdast' {
  /** `isBare`: it is an address that stands in the text without brackets. */
  interface LinkData {
    isBare?: boolean;
  }
}

const link: Handle = (node: Link, parent, state, info) =>
  node.data?.isBare === true ? wordsOf(node) : defaultHandlers.link(node, parent, state, info);
/** Which sign it begins with. */
Object.assign(link, { peek: (node: Link) => (node.data?.isBare === true ? 'h' : '[') });

function wordsOf({ children }: Link): string {
  return children.map((one) => ('value' in one ? one.value : '')).join('');
}

const OPTIONS: Options = {
  bullet: '-',
  bulletOther: '*',
  emphasis: '*',
  fences: true,
  incrementListMarker: true,
  listItemIndent: 'one',
  resourceLink: false,
  rule: '-',
  tightDefinitions: true,
  extensions: [gfmToMarkdown(), frontmatterToMarkdown('yaml')],
};

/** As it is written down. `more`: what is otherwise this time. */
export function written(node: Nodes, more: Options = {}): string {
  const handlers = { link, ...more.handlers };
  return toMarkdown(node, { ...OPTIONS, ...more, handlers }).trimEnd();
}

/** Nothing in it is escaped: what looks like Markdown becomes Markdown. */
export function unescaped(node: Nodes): string {
  return written(node, { handlers: { text: ({ value }: { readonly value: string }) => value } });
}
