import type { Editor } from '@tiptap/react';
import { useEditorState } from '@tiptap/react';
import { type ReactNode, useId } from 'react';
import { whyNot } from '../levels/levels.ts';
import { insertTable, isInTable } from '../tables/acts.ts';
import type { Aside } from './aside.tsx';
import type { DeskProps } from './desk.tsx';
import { FileMenu } from './file-menu.tsx';
import { Icon, type IconName } from './icons.tsx';
import { useValue } from './observable.ts';
import { keyName } from './use-keys.ts';

export type HeaderProps = DeskProps & {
  readonly editor: Editor;
  readonly ask: () => void;
  readonly aside: Aside | null;
  readonly toggleAside: (which: Aside) => void;
  readonly find: () => void;
  readonly focus: { readonly isOn: boolean; readonly toggle: () => void };
};

export function Header(props: HeaderProps): ReactNode {
  const { editor, workspace, isListOpen, toggleList, ask, aside, toggleAside } = props;
  const reason = whyNot(useValue(workspace.help));
  const id = useId();
  return (
    <header className="head">
      <button
        type="button"
        className="plain"
        aria-label="Documents"
        aria-expanded={isListOpen}
        title={keyName('\\')}
        onClick={toggleList}
      >
        <Icon name="menu" />
      </button>
      <Format editor={editor} />
      <span className="stretch" />
      <button
        type="button"
        className="ask"
        // It still does something: the question can wait.
        aria-disabled={reason !== ''}
        aria-describedby={reason === '' ? undefined : id}
        title={keyName('J')}
        onClick={ask}
      >
        <Icon name="spark" /> Ask
      </button>
      <span id={id} className="unseen">
        {reason}
      </span>
      <button
        type="button"
        className="plain"
        aria-label="Checks and outline"
        aria-pressed={aside === 'help'}
        onClick={() => toggleAside('help')}
      >
        <Icon name="help" />
      </button>
      <button
        type="button"
        className="plain"
        aria-label="Versions"
        aria-pressed={aside === 'versions'}
        onClick={() => toggleAside('versions')}
      >
        <Icon name="clock" />
      </button>
      <FileMenu {...props} />
    </header>
  );
}

type Tool = {
  readonly icon: IconName;
  readonly label: string;
  readonly name: string;
  readonly act: (editor: Editor) => void;
};

const TOOLS: readonly Tool[] = [
  { icon: 'bold', label: 'Bold', name: 'bold', act: (editor) => editor.chain().focus().toggleBold().run() },
  { icon: 'italic', label: 'Italic', name: 'italic', act: (editor) => editor.chain().focus().toggleItalic().run() },
  {
    icon: 'heading',
    label: 'Heading',
    name: 'heading',
    act: (editor) => editor.chain().focus().toggleHeading({ level: 2 }).run(),
  },
  { icon: 'list', label: 'List', name: 'bulletList', act: (editor) => editor.chain().focus().toggleBulletList().run() },
  { icon: 'task', label: 'Tasks', name: 'taskList', act: (editor) => editor.chain().focus().toggleTaskList().run() },
  {
    icon: 'quote',
    label: 'Quote',
    name: 'blockquote',
    act: (editor) => editor.chain().focus().toggleBlockquote().run(),
  },
  {
    icon: 'table',
    label: 'Table',
    name: 'table',
    act: (editor) => (isInTable(editor) ? editor.commands.focus() : insertTable(editor, ['', '', ''])),
  },
];

function Format({ editor }: { readonly editor: Editor }): ReactNode {
  const active = useEditorState({
    editor,
    selector: ({ editor: now }) =>
      TOOLS.filter(({ name }) => now.isActive(name))
        .map(({ name }) => name)
        .join(' '),
  });
  return (
    <div className="format" role="group" aria-label="Format">
      {TOOLS.map(({ icon, label, name, act }) => (
        <button
          key={name}
          type="button"
          className="plain"
          aria-label={label}
          aria-pressed={active.split(' ').includes(name)}
          onClick={() => {
            // At once: the editor's own `focus` waits for the next picture, and what is typed until then is lost.
            editor.view.focus();
            act(editor);
          }}
        >
          <Icon name={icon} />
        </button>
      ))}
    </div>
  );
}
