import type { JSONContent } from '@tiptap/core';
import { createElement, type ReactNode, useEffect, useState } from 'react';

/** Markdown as people read it; while it is coming, as plain words. Built from parts, never from HTML. */
export function Rendered({ markdown, isWhole }: { readonly markdown: string; readonly isWhole: boolean }): ReactNode {
  const [content, setContent] = useState<JSONContent | null>(null);
  useEffect(() => {
    if (!isWhole) {
      setContent(null);
      return undefined;
    }
    let isWanted = true;
    void import('../editor/markdown.ts').then(({ contentOf }) => isWanted && setContent(contentOf(markdown)));
    return () => {
      isWanted = false;
    };
  }, [markdown, isWhole]);
  return <div className="rendered">{content === null ? <p className="coming">{markdown}</p> : children(content)}</div>;
}

const TAGS: Readonly<Record<string, string>> = {
  paragraph: 'p',
  bulletList: 'ul',
  orderedList: 'ol',
  taskList: 'ul',
  listItem: 'li',
  taskItem: 'li',
  blockquote: 'blockquote',
  codeBlock: 'pre',
  source: 'pre',
  tableRow: 'tr',
  tableHeader: 'th',
  tableCell: 'td',
};
const MARKS: Readonly<Record<string, string>> = {
  bold: 'strong',
  italic: 'em',
  code: 'code',
  strike: 's',
  underline: 'u',
};

function children({ content = [] }: JSONContent): readonly ReactNode[] {
  return content.map((node, place) => shown(node, place));
}

function shown(node: JSONContent, place: number): ReactNode {
  if (node.type === 'text') {
    const tags = (node.marks ?? []).flatMap(({ type }) => MARKS[type] ?? []);
    return tags.reduce<ReactNode>((inner, tag) => createElement(tag, { key: place }, inner), node.text ?? '');
  }
  if (node.type === 'hardBreak') return <br key={place} />;
  if (node.type === 'horizontalRule') return <hr key={place} />;
  if (node.type === 'lineEnd') return ' ';
  if (node.type === 'table') return shownTable(node, place);
  // Below the headings of the page itself.
  if (node.type === 'heading') return createElement('p', { key: place, className: 'as-heading' }, ...children(node));
  return createElement(TAGS[node.type ?? ''] ?? 'p', { key: place }, ...children(node));
}

function shownTable(node: JSONContent, place: number): ReactNode {
  return (
    <table key={place}>
      <tbody>{children(node)}</tbody>
    </table>
  );
}
