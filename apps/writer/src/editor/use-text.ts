import { type Editor, useEditor } from '@tiptap/react';
import { Collaboration } from '@tiptap/extension-collaboration';
import { Placeholder } from '@tiptap/extensions';
import type { Session } from '../documents/session.ts';
import { CONTENT } from './extensions.ts';
import { Finding } from './finding.ts';
import { Focus } from './focus.ts';

/** So many blocks make a text of which browsers should look only at what is seen, at every key. */
const LONG = 400;

/** The editor of a document. It is another one for another document. */
export function useText(session: Session): Editor {
  return useEditor(
    {
      extensions: [
        ...CONTENT,
        Collaboration.configure({ fragment: session.body }),
        Placeholder.configure({ placeholder: 'Write something. Everything is saved.' }),
        Finding,
        Focus,
      ],
      // Its style is in a file of ours: the page allows no other.
      injectCSS: false,
      shouldRerenderOnTransaction: false,
      editorProps: {
        // What is written must not be under the line of the level, nor under a suggestion.
        scrollMargin: { top: 96, bottom: 96, left: 0, right: 0 },
        scrollThreshold: { top: 80, bottom: 80, left: 0, right: 0 },
        attributes: ({ doc }) => ({
          class: doc.childCount > LONG ? 'text long' : 'text',
          role: 'textbox',
          'aria-multiline': 'true',
          'aria-label': 'Text of the document',
          spellcheck: 'true',
        }),
      },
    },
    [session],
  );
}
