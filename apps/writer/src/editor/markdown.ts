import type { JSONContent } from '@tiptap/core';
import { MarkdownManager } from '@tiptap/markdown';
import { yXmlFragmentToProsemirrorJSON } from '@tiptap/y-tiptap';
import type { XmlFragment } from 'yjs';
import { CONTENT } from './extensions.ts';

const manager = new MarkdownManager({ extensions: [...CONTENT] });

/** What stands in the file. */
export function markdownOf(content: JSONContent): string {
  const text = manager.serialize(content).trimEnd();
  return text === '' ? '' : `${text}\n`;
}

export function contentOf(markdown: string): JSONContent {
  const content = manager.parse(markdown.replaceAll('\r\n', '\n'));
  return (content.content ?? []).length === 0 ? { type: 'doc', content: [{ type: 'paragraph' }] } : content;
}

/** The text of a document that need not be shown anywhere. */
export function textOf(body: XmlFragment): string {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- It is the JSON of a document.
  return markdownOf(yXmlFragmentToProsemirrorJSON(body) as JSONContent);
}
