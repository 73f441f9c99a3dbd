import type { Editor } from '@tiptap/react';
import { useEditorState } from '@tiptap/react';
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Session } from '../documents/session.ts';
import { type SavingWords, wordsOf } from '../documents/saving.ts';
import { wordsIn } from '../documents/words-in.ts';
import { type Author, authorWords } from '../editor/authorship.ts';
import { Icon } from './icons.tsx';
import { useValue } from './observable.ts';
import { clock } from './times.ts';
import type { Workspace } from './workspace.ts';

type FooterProps = {
  readonly editor: Editor;
  readonly workspace: Workspace;
  readonly session: Session;
  readonly showWaiting: () => void;
};

const HERE = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(location.hostname);

/** Whether it is saved, who wrote what the caret is in, and how much there is. */
export function Footer(props: FooterProps): ReactNode {
  const { editor, workspace, session, showWaiting } = props;
  const author = useEditorState({ editor, selector: ({ editor: now }) => authorAt(now) });
  return (
    <footer className="foot">
      <SavingLine {...props} />
      {author !== '' && <span className="foot-author">{author}</span>}
      <span className="stretch" />
      <WaitingChip workspace={workspace} document={session.id} show={showWaiting} />
      <WordCount editor={editor} />
    </footer>
  );
}

function SavingLine({ editor, workspace, session }: FooterProps): ReactNode {
  const { text, tone, offersFile } = useSavingWords(session);
  const download = async (): Promise<void> => {
    const { takeAway } = await import('../files/take.ts');
    await takeAway(editor, workspace.library.card(session.id)?.title ?? '', 'md');
  };
  return (
    <span className={`saving is-${tone}`} role="status">
      {text !== '' && tone !== 'busy' && <Icon name={tone === 'quiet' ? 'check' : 'pause'} />}
      <span>{text}</span>
      {offersFile && (
        <button type="button" onClick={() => void download()}>
          Download .md
        </button>
      )}
    </span>
  );
}

/** At every key something is saved, and mostly the same is to be said of it: then nothing is drawn. */
function useSavingWords({ saving }: Session): SavingWords {
  const shown = useRef<SavingWords | null>(null);
  return useSyncExternalStore(saving.subscribe, () => {
    const words = wordsOf(saving.get(), HERE, clock);
    if (shown.current?.text !== words.text || shown.current.offersFile !== words.offersFile) shown.current = words;
    return shown.current;
  });
}

function authorAt(editor: Editor): string {
  const mark = editor.state.selection.$from.marks().find(({ type }) => type.name === 'authorship');
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- Those are the attributes of this mark.
  return mark === undefined ? '' : authorWords(mark.attrs as Author, clock);
}

type ChipProps = { readonly workspace: Workspace; readonly document: string; readonly show: () => void };

function WaitingChip({ workspace: { outbox }, document, show }: ChipProps): ReactNode {
  const items = useValue(outbox.items);
  if (items.length === 0) return null;
  const ready = items.filter(({ state }) => state === 'ready').length;
  const isHere = items.some((one) => one.place === document && one.state === 'ready');
  const words = ready > 0 ? `${ready} ${ready === 1 ? 'answer' : 'answers'} for you` : `${items.length} waiting`;
  return (
    <button type="button" className={`chip${isHere ? ' is-ready' : ''}`} onClick={show}>
      {words}
    </button>
  );
}

/** Counting a long text takes longer than a keystroke may, ms. */
const COUNT_MS = 400;

function WordCount({ editor }: { readonly editor: Editor }): ReactNode {
  const [count, setCount] = useState<number | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => setCount(countOf(editor));
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(look, COUNT_MS);
    };
    look();
    editor.on('update', soon);
    return () => {
      clearTimeout(timer);
      editor.off('update', soon);
    };
  }, [editor]);
  return count === null ? null : (
    <span className="count">
      {count.toLocaleString('en')} {count === 1 ? 'word' : 'words'}
    </span>
  );
}

function countOf({ state: { doc } }: Editor): number {
  return wordsIn(doc.textBetween(0, doc.content.size, ' ', ' ')).length;
}
