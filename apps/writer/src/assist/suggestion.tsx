import type { Editor } from '@tiptap/react';
import type { Answering } from 'failsoft/client';
import { type ReactNode, useEffect, useRef } from 'react';
import { useValue } from '../app/observable.ts';
import { clock } from '../app/times.ts';
import { type Author, authorWords } from '../editor/authorship.ts';
import { Icon } from '../app/icons.tsx';
import { authorFrom } from './author.ts';
import type { Assist, Current } from './use-assist.ts';
import { Rendered } from './rendered.tsx';

const STATES: Readonly<Record<Answering['state'], string>> = {
  idle: '',
  streaming: 'Writing…',
  done: 'Suggestion',
  cut: 'Cut off in the middle',
  failed: 'No answer',
  nobody: 'AI is unavailable',
  kept: 'Kept',
};

/** The answer, beside the text. Nothing of it is in the document until the person says so. */
export function Suggestion({ assist, editor }: { readonly assist: Assist; readonly editor: Editor }): ReactNode {
  const current = useValue(assist.current);
  if (current === null) return null;
  return <SuggestionCard key={current.question.instruction} assist={assist} current={current} editor={editor} />;
}

type CardProps = { readonly assist: Assist; readonly current: Current; readonly editor: Editor };

function SuggestionCard({ assist, current }: CardProps): ReactNode {
  const answering = useValue(current.answering);
  const { state, text, origin, trouble } = answering;
  const author = authorFrom(origin, { action: current.question.label, model: current.model });
  const place = useRef<HTMLElement>(null);
  // Whoever has gone back to writing is left alone.
  useEffect(() => place.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const isHere = place.current?.contains(document.activeElement) === true;
    if (state === 'done' && isHere)
      place.current?.querySelector<HTMLElement>('.main-action')?.focus({ preventScroll: true });
  }, [state]);
  const isOver = state !== 'streaming';
  return (
    <section
      ref={place}
      className={`suggestion is-${state}`}
      tabIndex={-1}
      aria-label="Suggestion"
      onKeyDown={({ key }) => {
        if (key === 'Escape') assist.discard();
      }}
    >
      <header>
        <strong>{current.question.label}</strong>
        <span className="suggestion-state" role="status">
          {state === 'streaming' && text === '' ? 'Asking…' : STATES[state]}
        </span>
        <button type="button" className="plain" aria-label="Close the suggestion" onClick={assist.discard}>
          <Icon name="close" />
        </button>
      </header>
      {author.by !== '' && (
        <p className={author.why === '' ? 'author' : 'author other'}>{authorWords(author, clock)}</p>
      )}
      {trouble !== '' && <p className="trouble">{sentence(trouble)}</p>}
      <Changed assist={assist} current={current} />
      {text !== '' && <Rendered markdown={text} isWhole={isOver} />}
      {isOver ? (
        <Actions assist={assist} current={current} answering={answering} author={author} />
      ) : (
        <Stop assist={assist} />
      )}
    </section>
  );
}

function sentence(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

/** The words were changed since they were asked about: then both stand here, and nothing is replaced. */
function Changed({ assist, current }: Pick<CardProps, 'assist' | 'current'>): ReactNode {
  const now = assist.passageNow(current);
  if (current.waiting === null || now?.isSame === true) return null;
  return (
    <div className="changed">
      <p>{now === null ? 'This passage is gone.' : 'You changed this since.'} The answer is about:</p>
      <blockquote>{current.words.slice(0, 400)}</blockquote>
    </div>
  );
}

function Stop({ assist }: { readonly assist: Assist }): ReactNode {
  return (
    <div className="actions">
      <button type="button" onClick={assist.discard}>
        Stop
      </button>
    </div>
  );
}

type ActionsProps = Pick<CardProps, 'assist' | 'current'> & { readonly answering: Answering; readonly author: Author };

function Actions({ assist, current, answering: { state, text }, author }: ActionsProps): ReactNode {
  const { asking, question } = current;
  const isWhole = state === 'done';
  const mayReplace = isWhole && question.use !== 'read' && assist.passageNow(current)?.isSame === true;
  const buttons: readonly (readonly [string, () => void] | false)[] = [
    isWhole && question.use === 'title' && ['Use as title', () => void assist.use('title', text, author)],
    mayReplace && question.use === 'replace' && ['Replace', () => void assist.use('replace', text, author)],
    isWhole && question.use !== 'title' && ['Insert below', () => void assist.use('below', text, author)],
    state === 'cut' && asking !== null && ['Continue with another model', asking.goOn],
    (state === 'nobody' || state === 'failed') &&
      asking !== null && ['Ask when AI is back', () => void assist.askLater()],
    asking !== null && ['Try again', asking.again],
    ['Discard', assist.discard],
  ];
  const shown = buttons.filter((one) => one !== false);
  return (
    <div className="actions">
      {shown.map(([label, act], place) => (
        <button
          key={label}
          type="button"
          className={place === 0 && label !== 'Discard' ? 'main-action' : ''}
          onClick={act}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
