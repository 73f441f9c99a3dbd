import type { Kept } from 'failsoft/client';
import type { ReactNode } from 'react';
import type { AsideProps } from '../app/aside.tsx';
import { useValue } from '../app/observable.ts';
import { clock } from '../app/times.ts';
import { itemFrom } from './waiting.ts';

/** What was asked while nobody could answer, and what has come of it. */
export function WaitingPanel({ workspace, session, assist }: AsideProps): ReactNode {
  const items = useValue(workspace.outbox.items);
  if (items.length === 0) return <p className="hint">Nothing waits.</p>;
  const show = (item: Kept): void => {
    if (item.place === session.id) assist.show(item);
    else workspace.open(item.place);
  };
  return (
    <ul className="waiting">
      {items.map((item) => (
        <li key={item.id} className={`is-${item.state}`}>
          <strong>{itemFrom(item).question.label}</strong>
          <span className="hint">
            {workspace.library.card(item.place)?.title ?? 'A document'} · {clock(item.createdAtMs)}
          </span>
          <blockquote>{item.about.slice(0, 120)}</blockquote>
          <p className="hint">{stateWords(item)}</p>
          <div className="actions">
            {item.state === 'ready' && (
              <button type="button" className="main-action" onClick={() => show(item)}>
                {item.place === session.id ? 'Show the answer' : 'Open the document'}
              </button>
            )}
            <button type="button" onClick={() => void workspace.outbox.take(item.id)}>
              {item.state === 'ready' ? 'Discard' : 'Cancel'}
            </button>
          </div>
        </li>
      ))}
    </ul>
  );
}

function stateWords(item: Kept): string {
  switch (item.state) {
    case 'waiting':
      return `Waits for AI.${item.trouble === '' ? '' : ` ${item.trouble}`}`;
    case 'held':
      return 'Your gateway asks as soon as somebody can answer, also when this page is closed.';
    case 'ready':
      return 'Answered. Nothing is changed until you say so.';
    case 'failed':
      return `Not answered. ${item.trouble}`;
  }
}
