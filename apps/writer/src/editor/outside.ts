import { getSchema, type JSONContent } from '@tiptap/core';
import { prosemirrorJSONToYXmlFragment } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { BODY } from '../documents/origins.ts';
import { CONTENT } from './extensions.ts';
import { contentOf } from './markdown.ts';

const schema = getSchema([...CONTENT]);

/**
 * The change that makes a document what somebody else has written into its file; null: it is that already. Two writers that ask at the same
 * time get the very same change, so that it is there once.
 */
export function changeTo(doc: Y.Doc, markdown: string): Uint8Array | null {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  // The same number twice must mean the same change, so what the change is made to goes into it.
  const before = Y.encodeStateVector(doc);
  copy.clientID = numberOf(`${before.join(' ')}\n${markdown}`);
  setContent(copy.getXmlFragment(BODY), contentOf(markdown));
  const isSame = Y.equalSnapshots(Y.snapshot(copy), Y.snapshot(doc));
  const change = isSame ? null : Y.encodeStateAsUpdate(copy, before);
  copy.destroy();
  return change;
}

/** Puts other content in the place of what there is. */
export function setContent(body: Y.XmlFragment, content: JSONContent): void {
  prosemirrorJSONToYXmlFragment(schema, content, body);
}

/** FNV-1a: any number will do that is the same for the same text. */
function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
