import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import type { HeaderProps } from './header.tsx';
import { Icon } from './icons.tsx';
import type { Say } from './toast.tsx';
import { keyName } from './use-keys.ts';

const ACCEPTED = '.md,.markdown,.txt,.docx,.html,.htm';

/** What is done with the document as a whole. */
export function FileMenu(props: HeaderProps): ReactNode {
  const { workspace, say } = props;
  const [isOpen, setOpen] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const rows = rowsFor(props, () => chooser.current?.click());
  const bring = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const { bringIn } = await import('../files/bring.ts');
    await bringIn(file, workspace);
  };
  const onKeyDown = ({ key }: KeyboardEvent): void => {
    if (key !== 'Escape' || !isOpen) return;
    setOpen(false);
    place.current?.querySelector('button')?.focus();
  };
  return (
    <div
      className="file-menu"
      ref={place}
      onKeyDown={onKeyDown}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setOpen(false);
      }}
    >
      <button
        type="button"
        className="plain"
        aria-label="More for this document"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="more" />
      </button>
      <input
        ref={chooser}
        type="file"
        hidden
        aria-label="File to import"
        accept={ACCEPTED}
        onChange={({ target }) => {
          void bring(target.files?.[0]).catch((error: unknown) => tell(error, say));
          target.value = '';
        }}
      />
      {isOpen && <Rows rows={rows} chosen={() => setOpen(false)} />}
    </div>
  );
}

type Row = { readonly label: string; readonly act: () => void; readonly key?: string };

function Rows({ rows, chosen }: { readonly rows: readonly Row[]; readonly chosen: () => void }): ReactNode {
  return (
    <ul className="drop">
      {rows.map(({ label, act, key }) => (
        <li key={label}>
          <button type="button" onClick={() => (chosen(), act())}>
            <span>{label}</span>
            {key !== undefined && <kbd>{key}</kbd>}
          </button>
        </li>
      ))}
    </ul>
  );
}

function rowsFor({ editor, workspace, session, say, find, focus }: HeaderProps, choose: () => void): readonly Row[] {
  const failed = (error: unknown): void => tell(error, say);
  const take = (form: 'md' | 'docx' | 'html') => (): void => {
    const title = workspace.library.card(session.id)?.title ?? '';
    void import('../files/take.ts')
      .then(async ({ takeAway }) => takeAway(editor, title, form))
      .then(async () => session.keepVersion({ reason: 'export', note: `Exported as .${form}` }).catch(() => {}))
      .catch(failed);
  };
  const copy = (): void => {
    void import('../editor/markdown.ts')
      .then(async ({ markdownOf }) => navigator.clipboard.writeText(markdownOf(editor.getJSON())))
      .then(() => say({ text: 'All of it is copied.' }))
      .catch(failed);
  };
  return [
    { label: 'Find and replace', act: find, key: keyName('F') },
    { label: focus.isOn ? 'Leave focus mode' : 'Focus mode', act: focus.toggle, key: keyName('.') },
    { label: 'Import a file…', act: choose },
    { label: 'Export as Markdown', act: take('md') },
    { label: 'Export for Word', act: take('docx') },
    { label: 'Export as HTML', act: take('html') },
    { label: 'Copy everything', act: copy },
    { label: 'Print', act: () => print() },
  ];
}

function tell(error: unknown, say: Say): void {
  say({ text: error instanceof Error ? error.message : 'That did not work.' });
}
