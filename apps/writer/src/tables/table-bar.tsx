import type { Editor } from '@tiptap/react';
import { type ReactNode, useLayoutEffect } from 'react';
import { Icon, type IconName } from '../app/icons.tsx';
import type { TableAct } from './acts.ts';
import { actOn, letEdit } from './editing.ts';

type Button = { readonly act: TableAct; readonly label: string; readonly icon: IconName };

const GROUPS: readonly (readonly [string, readonly Button[]])[] = [
  [
    'Row',
    [
      { act: 'add row', label: 'Add a row below', icon: 'plus' },
      { act: 'remove row', label: 'Remove this row', icon: 'minus' },
    ],
  ],
  [
    'Column',
    [
      { act: 'add column', label: 'Add a column to the right', icon: 'plus' },
      { act: 'remove column', label: 'Remove this column', icon: 'minus' },
    ],
  ],
  [
    'Align',
    [
      { act: 'left', label: 'Align this column left', icon: 'left' },
      { act: 'center', label: 'Centre this column', icon: 'center' },
      { act: 'right', label: 'Align this column right', icon: 'right' },
    ],
  ],
  ['', [{ act: 'remove table', label: 'Remove the table', icon: 'trash' }]],
];

/** Which editors can edit tables. */
const edited = new WeakSet<Editor>();

/** What can be done with the table that the caret is in. It comes with the editing of tables itself, which nobody needs before. */
export function TableBar({ editor }: { readonly editor: Editor }): ReactNode {
  // At once: whoever sees the buttons may type.
  useLayoutEffect(() => {
    if (edited.has(editor)) return;
    edited.add(editor);
    letEdit(editor, () => document.querySelector<HTMLElement>('.table-bar button')?.focus());
  }, [editor]);
  return (
    <div
      className="table-bar"
      role="toolbar"
      aria-label="Table"
      onKeyDown={({ key }) => key === 'Escape' && editor.view.focus()}
    >
      {GROUPS.map(([name, buttons]) => (
        <span key={name} className={`table-group${name === 'Align' ? ' is-align' : ''}`}>
          {name !== '' && <span aria-hidden="true">{name}</span>}
          {buttons.map(({ act: what, label, icon }) => (
            <button
              key={what}
              type="button"
              className="plain"
              aria-label={label}
              title={label}
              onClick={() => actOn(editor, what)}
            >
              <Icon name={icon} />
            </button>
          ))}
        </span>
      ))}
    </div>
  );
}
