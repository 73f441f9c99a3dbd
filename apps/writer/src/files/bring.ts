import { generateJSON, type JSONContent } from '@tiptap/core';
import * as Y from 'yjs';
import type { Workspace } from '../app/workspace.ts';
import { BODY } from '../documents/origins.ts';
import { CONTENT } from '../editor/extensions.ts';
import { contentOf } from '../editor/markdown.ts';
import { setContent } from '../editor/outside.ts';

/** A file that takes longer to read than anybody waits. */
const BYTES_MAX = 20 * 1024 * 1024;

/** Makes a document of a file and opens it. Rejects with a sentence for people; then nothing was changed. */
export async function bringIn(file: File, workspace: Workspace): Promise<void> {
  if (file.size > BYTES_MAX) throw new Error(`${file.name} is larger than 20 MB, which is more than can be read here.`);
  const content = await contentIn(file);
  const { shelf, library } = workspace;
  const card = library.draft('');
  const doc = new Y.Doc();
  setContent(doc.getXmlFragment(BODY), content);
  await shelf.keep(card.id, Y.encodeStateAsUpdate(doc));
  doc.destroy();
  await library.rename(card.id, file.name.replace(/\.\w+$/, ''));
  workspace.open(card.id);
}

async function contentIn(file: File): Promise<JSONContent> {
  const ending = /\.(\w+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '';
  if (ending === 'docx') return fromHtml(await htmlInWord(file));
  const text = await file.text();
  if (text.includes('\u0000')) throw new Error(`${file.name} is not a text.`);
  return ending === 'html' || ending === 'htm' ? fromHtml(text) : contentOf(text);
}

async function htmlInWord(file: File): Promise<string> {
  const { default: mammoth } = await import('mammoth');
  try {
    const { value } = await mammoth.convertToHtml({ arrayBuffer: await file.arrayBuffer() });
    return value;
  } catch (error) {
    throw new Error(`${file.name} cannot be read as a document of Word. It may be damaged.`, { cause: error });
  }
}

/** Scripts, styles and everything else that is no text are left behind. */
function fromHtml(html: string): JSONContent {
  return generateJSON(html, [...CONTENT]);
}
