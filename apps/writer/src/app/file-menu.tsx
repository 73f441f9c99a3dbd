import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import type { HeaderProps } from './header.tsx';
import { Icon } from './icons.tsx';
import { keyName } from './use-keys.ts';

const ACCEPTED = '.md,.markdown,.txt,.docx,.html,.htm';

/** What is done with the document as a whole. */
export function FileMenu(props: HeaderProps): ReactNode {
  const { editor, workspace, session, say, find, focus } = props;
  const [isOpen, setOpen] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const title = workspace.library.card(session.id)?.title ?? '';
  const failed = (error: unknown): void => say({ text: error instanceof Error ? error.message : 'That did not work.' });
  const take = (form: 'md' | 'docx' | 'html'): void => {
    setOpen(false);
    void import('../files/take.ts')
      .then(async ({ takeAway }) => takeAway(editor, title, form))
      .then(async () => session.keepVersion({ reason: 'export', note: `Exported as .${form}` }).catch(() => {}))
      .catch(failed);
  };
  const copy = (): void => {
    setOpen(false);
    void import('../editor/markdown.ts')
      .then(async ({ markdownOf }) => navigator.clipboard.writeText(markdownOf(editor.getJSON())))
      .then(() => say({ text: 'All of it is copied.' }))
      .catch(failed);
  };
  const bring = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const { bringIn } = await import('../files/bring.ts');
    await bringIn(file, workspace);
  };
  const act = (what: () => void) => () => {
    setOpen(false);
    what();
  };
  const rows: readonly (readonly [string, () => void, string?])[] = [
    ['Find and replace', act(find), keyName('F')],
    [focus.isOn ? 'Leave focus mode' : 'Focus mode', act(focus.toggle), keyName('.')],
    ['Import a file…', act(() => chooser.current?.click())],
    ['Export as Markdown', () => take('md')],
    ['Export for Word', () => take('docx')],
    ['Export as HTML', () => take('html')],
    ['Copy everything', copy],
    ['Print', act(() => print())],
  ];
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
          void bring(target.files?.[0]).catch(failed);
          target.value = '';
        }}
      />
      {isOpen && (
        <ul className="drop">
          {rows.map(([label, chosen, key]) => (
            <li key={label}>
              <button type="button" onClick={chosen}>
                <span>{label}</span>
                {key !== undefined && <kbd>{key}</kbd>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
