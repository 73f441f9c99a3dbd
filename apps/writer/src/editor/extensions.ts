import type { AnyExtension } from '@tiptap/core';
import { Code } from '@tiptap/extension-code';
import { Image } from '@tiptap/extension-image';
import { TaskItem, TaskList } from '@tiptap/extension-list';
import { StarterKit } from '@tiptap/starter-kit';
import { Table, TableCell, TableHeader, TableRow } from '../tables/nodes.ts';
import { AsWritten, LineEnd, Source } from './as-written.ts';
import { Authorship } from './authorship.ts';

/** What a text may consist of. Everything else that is pasted or imported becomes plain words. */
export const CONTENT: readonly AnyExtension[] = [
  StarterKit.configure({
    // The shared document brings its own, which leaves alone what others have written.
    undoRedo: false,
    // Would add an empty line to a shared document at every start.
    trailingNode: false,
    link: { openOnClick: false, defaultProtocol: 'https', HTMLAttributes: { rel: 'noopener noreferrer' } },
    code: false,
  }),
  // In Markdown, code may be bold, or a link.
  Code.extend({ excludes: 'code' }),
  TaskList,
  TaskItem.configure({ nested: true }),
  Image.configure({ allowBase64: true, inline: true }),
  Table,
  TableRow,
  TableHeader,
  TableCell,
  Source,
  AsWritten,
  LineEnd,
  Authorship,
];
