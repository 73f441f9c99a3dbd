import type { JSONContent } from '@tiptap/core';
import { yXmlFragmentToProsemirrorJSON } from '@tiptap/y-tiptap';
import { diffWordsWithSpace } from 'diff';
import * as Y from 'yjs';
import { contentOf, markdownOf } from '../editor/markdown.ts';
import { BODY } from './origins.ts';

/** A piece of a text that is the same in two versions, or in one of them only. */
export type Piece = { readonly kind: 'same' | 'added' | 'gone'; readonly text: string };

/** Of what is the same, only so much is shown around what is not, characters. */
const AROUND = 80;
/** Comparing longer texts word by word takes seconds. */
const LENGTH_MAX = 300_000;

/** What has come and gone since. */
export async function differences(before: string, now: JSONContent): Promise<readonly Piece[]> {
  const after = markdownOf(now);
  if (before === after) return [{ kind: 'same', text: 'Nothing has changed since.' }];
  if (before.length + after.length > LENGTH_MAX)
    return [{ kind: 'same', text: 'These texts are too long to compare. Going back works all the same.' }];
  return diffWordsWithSpace(before, after).map(({ added, removed, value }, at, all) => {
    if (added) return { kind: 'added', text: value };
    if (removed) return { kind: 'gone', text: value };
    return { kind: 'same', text: shortened(value, at === 0, at === all.length - 1) };
  });
}

function shortened(text: string, isFirst: boolean, isLast: boolean): string {
  if (text.length <= 2 * AROUND + 10) return text;
  return `${isFirst ? '' : text.slice(0, AROUND)} […] ${isLast ? '' : text.slice(-AROUND)}`;
}

/** With who wrote what where that was kept, else the plain text. */
export async function contentIn({
  markdown,
  state,
}: {
  readonly markdown: string;
  readonly state: Uint8Array | null;
}): Promise<JSONContent> {
  if (state === null) return contentOf(markdown);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- It is the JSON of a document.
  return yXmlFragmentToProsemirrorJSON(doc.getXmlFragment(BODY)) as JSONContent;
}
