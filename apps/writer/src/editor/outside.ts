import { getSchema, type JSONContent } from '@tiptap/core';
import { prosemirrorJSONToYXmlFragment } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { BODY } from '../documents/origins.ts';
import { CONTENT } from './extensions.ts';
import { contentOf } from './markdown.ts';

const schema = getSchema([...CONTENT]);

/**
 * Takes a text into a document that somebody else has written into its file. Two writers that do this at the same time make the very same
 * change, so that it is there once.
 */
export function takeOutside(doc: Y.Doc, body: Y.XmlFragment, markdown: string): void {
  // The same number twice must mean the same change, so what the change is made to goes into it.
  const before = Y.encodeStateVector(doc).join(' ');
  takeIn(doc, body, contentOf(markdown), numberOf(`${before}\n${markdown}`));
}

/** Puts other content in the place of what there is, as one change. */
export function takeIn(doc: Y.Doc, body: Y.XmlFragment, content: JSONContent, author: number | null): void {
  if (author === null) {
    prosemirrorJSONToYXmlFragment(schema, content, body);
    return;
  }
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  copy.clientID = author;
  prosemirrorJSONToYXmlFragment(schema, content, copy.getXmlFragment(BODY));
  // Its origin is nobody's, so that it is kept and sent on like what is typed.
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(copy, Y.encodeStateVector(doc)));
  copy.destroy();
}

/** FNV-1a: any number will do that is the same for the same text. */
function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
