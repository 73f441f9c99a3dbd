import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import { shownTitle } from '../documents/cards.ts';
import type { Card } from '../documents/shelf.ts';
import { Icon } from './icons.tsx';
import { useValue } from './observable.ts';
import { clock } from './times.ts';
import type { Say } from './toast.tsx';
import type { Workspace } from './workspace.ts';

type DocumentsProps = {
  readonly workspace: Workspace;
  readonly current: string;
  /** Was it opened to look for something? */
  readonly isSearching: boolean;
  readonly say: Say;
  readonly close: () => void;
  readonly opened: () => void;
};

/** A search waits for so much quiet, ms. */
const SEARCH_MS = 200;

/** The list of all documents. */
export function Documents({ workspace, current, isSearching, say, close, opened }: DocumentsProps): ReactNode {
  const { library } = workspace;
  const cards = useValue(library.cards);
  const about = useValue(library.gateway);
  const [words, setWords] = useState('');
  const found = useSearch(workspace, words);
  const shown = cards.filter(({ id, trashedAtMs }) => trashedAtMs === null && (found === null || found.has(id)));
  const trashed = cards.filter(({ trashedAtMs }) => trashedAtMs !== null);
  const open = (id: string): void => {
    workspace.open(id);
    opened();
  };
  const discard = async (card: Card): Promise<void> => {
    await library.trash(card.id);
    const rest = shown.filter(({ id }) => id !== card.id).toSorted(newestFirst);
    if (card.id === current) {
      const [next] = rest;
      if (next === undefined) workspace.openNew();
      else workspace.open(next.id);
    }
    const undo = (): void => void library.restore(card.id);
    say({ text: `“${shownTitle(card)}” is in the trash.`, action: { label: 'Undo', act: undo } });
  };
  return (
    <nav className="documents" aria-label="Documents">
      <div className="documents-head">
        <button type="button" className="new" onClick={() => (workspace.openNew(), opened())}>
          <Icon name="plus" /> New
        </button>
        <button type="button" className="plain" aria-label="Close the list" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <input
        type="search"
        className="search"
        placeholder="Search"
        aria-label="Search all documents"
        autoFocus={isSearching}
        value={words}
        onChange={({ target }) => setWords(target.value)}
        onKeyDown={({ key }) => {
          const [best] = shown.toSorted(newestFirst);
          if (key === 'Enter' && best !== undefined) open(best.id);
          if (key === 'Escape') close();
        }}
      />
      <Folders cards={shown} {...{ current, found, workspace, open, discard }} />
      {shown.length === 0 && <p className="hint">{words === '' ? 'Nothing here yet.' : 'Nothing has these words.'}</p>}
      {trashed.length > 0 && words === '' && <Trash cards={trashed} workspace={workspace} say={say} />}
      {about !== null && <p className="hint where">In {about.folder}</p>}
    </nav>
  );
}

type FoldersProps = {
  readonly cards: readonly Card[];
  readonly current: string;
  /** With a piece of each text that has the words that are looked for; null: none are. */
  readonly found: ReadonlyMap<string, string> | null;
  readonly workspace: Workspace;
  readonly open: (id: string) => void;
  readonly discard: (card: Card) => Promise<void>;
};

function Folders({ cards, current, found, workspace, open, discard }: FoldersProps): ReactNode {
  return byFolder(cards).map(([folder, inside]) => (
    <section key={folder} aria-label={folder === '' ? 'Documents' : folder}>
      {folder !== '' && (
        <h2 className="folder">
          <Icon name="folder" /> {folder}
        </h2>
      )}
      <ul>
        {inside.map((card) => (
          <Row
            key={card.id}
            card={card}
            excerpt={found?.get(card.id) ?? ''}
            isCurrent={card.id === current}
            workspace={workspace}
            open={() => open(card.id)}
            discard={() => void discard(card)}
          />
        ))}
      </ul>
    </section>
  ));
}

type RowProps = {
  readonly card: Card;
  readonly excerpt: string;
  readonly isCurrent: boolean;
  readonly workspace: Workspace;
  readonly open: () => void;
  readonly discard: () => void;
};

function Row({ card, excerpt, isCurrent, workspace, open, discard }: RowProps): ReactNode {
  const [mode, setMode] = useState<'shown' | 'acting' | 'naming' | 'moving'>('shown');
  const { library } = workspace;
  if (mode === 'naming' || mode === 'moving') {
    const isName = mode === 'naming';
    const done = (value: string): void => {
      setMode('shown');
      if (isName) void library.rename(card.id, value.trim());
      else void library.moveTo(card.id, value.trim());
    };
    const label = isName ? 'New name' : 'Folder, such as Letters/2026';
    return (
      <li>
        <Field label={label} value={isName ? card.title : card.folder} done={done} drop={() => setMode('shown')} />
      </li>
    );
  }
  const duplicate = async (): Promise<void> => {
    const { duplicateOf } = await import('../documents/duplicate.ts');
    workspace.open(await duplicateOf(card, workspace));
  };
  return (
    <li className={isCurrent ? 'row current' : 'row'}>
      <button type="button" className="row-open" aria-current={isCurrent ? 'page' : undefined} onClick={open}>
        <span className="row-title">{shownTitle(card)}</span>
        <span className="row-note">{excerpt === '' ? clock(card.changedAtMs) : excerpt}</span>
      </button>
      <button
        type="button"
        className="plain row-more"
        aria-label={`More for ${shownTitle(card)}`}
        aria-expanded={mode === 'acting'}
        onClick={() => setMode(mode === 'acting' ? 'shown' : 'acting')}
      >
        <Icon name="more" />
      </button>
      {mode === 'acting' && (
        <div className="row-actions">
          <button type="button" onClick={() => setMode('naming')}>
            Rename
          </button>
          <button type="button" onClick={() => setMode('moving')}>
            Move
          </button>
          <button type="button" onClick={() => (setMode('shown'), void duplicate())}>
            Duplicate
          </button>
          <button type="button" onClick={() => (setMode('shown'), discard())}>
            Trash
          </button>
        </div>
      )}
    </li>
  );
}

type FieldProps = {
  readonly label: string;
  readonly value: string;
  readonly done: (value: string) => void;
  readonly drop: () => void;
};

/** A line that is filled in and left with Enter. */
function Field({ label, value, done, drop }: FieldProps): ReactNode {
  const [text, setText] = useState(value);
  const onKeyDown = ({ key }: KeyboardEvent): void => {
    if (key === 'Enter') done(text);
    if (key === 'Escape') drop();
  };
  return (
    <label className="field">
      {label}
      <input
        // It was asked for a moment ago.
        ref={(input) => input?.focus()}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => done(text)}
      />
    </label>
  );
}

type TrashProps = { readonly cards: readonly Card[]; readonly workspace: Workspace; readonly say: Say };

function Trash({ cards, workspace: { library }, say }: TrashProps): ReactNode {
  const remove = (id: string): void =>
    void library.remove(id).catch(() => say({ text: 'Only the gateway can do that, and it does not answer.' }));
  return (
    <details className="trash">
      <summary>
        <Icon name="trash" /> Trash ({cards.length})
      </summary>
      <ul>
        {cards.map((card) => (
          <li key={card.id} className="row">
            <span className="row-title">{shownTitle(card)}</span>
            <span className="row-actions">
              <button type="button" onClick={() => void library.restore(card.id)}>
                Restore
              </button>
              <button type="button" onClick={() => remove(card.id)}>
                Delete for good
              </button>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function useSearch({ library }: Workspace, words: string): ReadonlyMap<string, string> | null {
  const [found, setFound] = useState<ReadonlyMap<string, string> | null>(null);
  useEffect(() => {
    if (words.trim() === '') {
      setFound(null);
      return undefined;
    }
    let isWanted = true;
    const timer = setTimeout(() => void library.search(words).then((all) => isWanted && setFound(all)), SEARCH_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [library, words]);
  return found;
}

function newestFirst(a: Card, b: Card): number {
  return b.changedAtMs - a.changedAtMs;
}

function byFolder(cards: readonly Card[]): readonly (readonly [string, readonly Card[]])[] {
  const folders = Map.groupBy(cards.toSorted(newestFirst), ({ folder }) => folder);
  return [...folders].toSorted(([a], [b]) => a.localeCompare(b));
}
