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
  const { title, content } = await brought(file);
  const { shelf, library } = workspace;
  const card = library.draft('');
  const doc = new Y.Doc();
  setContent(doc.getXmlFragment(BODY), content);
  await shelf.keep(card.id, Y.encodeStateAsUpdate(doc));
  doc.destroy();
  await library.rename(card.id, title);
  workspace.open(card.id);
}

type Brought = { readonly title: string; readonly content: JSONContent };

async function brought(file: File): Promise<Brought> {
  const [, name = file.name, ending = ''] = /^(.*)\.(\w+)$/.exec(file.name) ?? [];
  if (ending.toLowerCase() === 'docx') return fromWord(file, name);
  const text = decoded(new Uint8Array(await file.arrayBuffer()));
  if (text.includes('\u0000')) throw new Error(`${file.name} is not a text.`);
  return { title: name, content: /^html?$/i.test(ending) ? fromHtml(text) : contentOf(text) };
}

/** UTF-8, UTF-16 where the file says so, else what Windows wrote for decades. */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** What a document of Word calls itself is its title here, and no part of the text. */
async function fromWord(file: File, name: string): Promise<Brought> {
  const { default: mammoth } = await import('mammoth');
  try {
    const styleMap = [`p[style-name='Title'] => p.${TITLE}:fresh`];
    const { value } = await mammoth.convertToHtml({ arrayBuffer: await file.arrayBuffer() }, { styleMap });
    const page = new DOMParser().parseFromString(value, 'text/html');
    const title = page.body.querySelector(`p.${TITLE}`);
    title?.remove();
    return { title: title?.textContent.trim() || name, content: fromHtml(page.body.innerHTML) };
  } catch (error) {
    throw new Error(`${file.name} cannot be read as a document of Word. It may be damaged.`, { cause: error });
  }
}

const TITLE = 'title-of-document';

/** Scripts, styles and everything else that is no text are left behind. */
function fromHtml(html: string): JSONContent {
  return generateJSON(html, [...CONTENT]);
}
