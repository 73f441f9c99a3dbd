import type { Editor } from '@tiptap/react';
import type { Help } from 'failsoft/client';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { useValue } from '../app/observable.ts';
import type { Say } from '../app/toast.tsx';
import type { Workspace } from '../app/workspace.ts';
import { whyNot } from '../levels/levels.ts';
import { type Action, ACTIONS, ownInstruction } from './actions.ts';
import type { Assist } from './use-assist.ts';

type AskMenuProps = {
  readonly editor: Editor;
  readonly workspace: Workspace;
  readonly assist: Assist;
  readonly close: () => void;
  readonly say: Say;
};

/** What can be asked: one line for one's own words, and below it what is asked often. */
export function AskMenu({ editor, workspace, assist, close, say }: AskMenuProps): ReactNode {
  const help = useValue(workspace.help);
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<Action | null>(null);
  const [place, setPlace] = useState(0);
  const id = useId();
  const reason = whyNot(help);
  const hasSelection = !editor.state.selection.empty;

  const begin = (action: Action, detail: string): void => {
    close();
    assist
      .start(action, detail, reason === '' ? 'now' : 'later')
      .catch((error: unknown) => say({ text: error instanceof Error ? error.message : 'That did not work.' }));
  };
  const rows = rowsFor({ words, chosen, hasSelection });
  const pick = (row: Row | undefined): void => {
    if (row === undefined) return;
    if (row.action.choices.length > 0 && row.detail === '') {
      setChosen(row.action);
      setWords('');
      setPlace(0);
    } else begin(row.action, row.detail);
  };
  const step = (by: number): void => setPlace((place + by + rows.length) % Math.max(1, rows.length));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      step(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      pick(rows[place]);
    } else if (event.key === 'Escape') {
      if (chosen === null) close();
      else setChosen(null);
    }
  };
  return (
    <div className="menu-place">
      <button type="button" className="menu-behind" aria-label="Close" tabIndex={-1} onClick={close} />
      <div className="menu" role="dialog" aria-label="Ask">
        <input
          ref={(input) => input?.focus()}
          className="menu-words"
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-rows`}
          aria-activedescendant={rows.length === 0 ? undefined : `${id}-${place}`}
          aria-describedby={reason === '' ? undefined : `${id}-reason`}
          aria-label={labelFor(chosen, hasSelection)}
          placeholder={labelFor(chosen, hasSelection)}
          value={words}
          onChange={({ target }) => {
            setWords(target.value);
            setPlace(0);
          }}
          onKeyDown={onKeyDown}
        />
        {reason !== '' && (
          <p className="menu-reason" id={`${id}-reason`}>
            {reason} What you choose is asked when AI is back.
          </p>
        )}
        {help.level === 2 && (
          <p className="menu-reason">A model on this computer answers: best at what is marked “simple”.</p>
        )}
        <Rows id={id} rows={rows} place={place} setPlace={setPlace} pick={pick} help={help} />
      </div>
    </div>
  );
}

type RowsProps = {
  readonly id: string;
  readonly rows: readonly Row[];
  readonly place: number;
  readonly setPlace: (place: number) => void;
  readonly pick: (row: Row) => void;
  readonly help: Help;
};

function Rows({ id, rows, place, setPlace, pick, help }: RowsProps): ReactNode {
  const notes = { later: whyNot(help) !== '', local: help.level === 2 };
  return (
    <ul className="menu-rows" id={`${id}-rows`} role="listbox" aria-label="What to ask">
      {rows.map((row, at) => (
        <li
          key={`${row.action.id}${row.detail}`}
          id={`${id}-${at}`}
          role="option"
          aria-selected={at === place}
          className={at === place ? 'chosen' : ''}
          onPointerMove={() => setPlace(at)}
          onClick={() => pick(row)}
        >
          <span>{row.label}</span>
          <span className="menu-note">{noteFor(row, notes)}</span>
        </li>
      ))}
    </ul>
  );
}

type Row = { readonly action: Action; readonly detail: string; readonly label: string };
type Typed = { readonly words: string; readonly chosen: Action | null; readonly hasSelection: boolean };

function rowsFor({ words, chosen, hasSelection }: Typed): readonly Row[] {
  const typed = words.trim();
  const fits = (label: string): boolean => label.toLowerCase().includes(typed.toLowerCase());
  if (chosen !== null) {
    const listed = chosen.choices.filter(fits).map((detail) => ({ action: chosen, detail, label: detail }));
    const own = typed === '' || listed.some(({ label }) => label.toLowerCase() === typed.toLowerCase());
    return own ? listed : [...listed, { action: chosen, detail: typed, label: typed }];
  }
  const known = ACTIONS.filter(({ label }) => fits(label)).map((action) => ({
    action,
    detail: '',
    label: action.label,
  }));
  if (typed === '') return known;
  const own: Row = { action: ownInstruction(hasSelection), detail: typed, label: `“${typed}”` };
  const about: Row = { action: ABOUT, detail: typed, label: `Answer “${typed}” without changing the text` };
  return [...known, own, about];
}

/** A question about the text, whose answer is read. */
const ABOUT: Action = {
  id: 'about',
  label: 'Question',
  about: 'all',
  use: 'read',
  choices: [],
  simple: false,
  ask: (words) => `Answer this question about the text: ${words}`,
};

function labelFor(chosen: Action | null, hasSelection: boolean): string {
  if (chosen !== null) return chosen.id === 'translate' ? 'Into which language?' : 'Which tone?';
  return hasSelection ? 'What should happen to the selection?' : 'Ask, or choose';
}

function noteFor(
  { action, detail }: Row,
  { later, local }: { readonly later: boolean; readonly local: boolean },
): string {
  if (action.choices.length > 0 && detail === '') return '›';
  if (later) return 'ask later';
  return local && action.simple ? 'simple' : '';
}
