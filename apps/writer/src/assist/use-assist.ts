import type { Editor } from '@tiptap/react';
import { type Answering, type Asking, createAsking, hasChanged, type Kept, textIn } from 'failsoft/client';
import { useEffect, useMemo } from 'react';
import { type Observable, type Settable, settable } from '../app/observable.ts';
import type { Say } from '../app/toast.tsx';
import type { Workspace } from '../app/workspace.ts';
import type { Session } from '../documents/session.ts';
import { anchorOf, rangeAt } from '../editor/anchor.ts';
import { type Author, authorWords } from '../editor/authorship.ts';
import { MARK } from '../editor/finding.ts';
import { aroundOf, markdownIn, passageFor, wordsIn } from '../editor/passage.ts';
import { clock } from '../app/times.ts';
import type { Action } from './actions.ts';
import type { Question } from './question.ts';
import { askedFrom, type Item, itemFrom } from './waiting.ts';

/** What is being asked about the open document, or was. */
export type Current = Item & {
  /** The model that was asked for. */
  readonly model: string;
  /** The answer. */
  readonly answering: Observable<Answering>;
  /** An answer on its way; null: it came while the person did something else. */
  readonly asking: Asking | null;
  readonly waiting: Extract<Kept, { readonly state: 'ready' }> | null;
};

export type Assist = {
  readonly current: Settable<Current | null>;
  /** Asks now, or lets it wait where nobody can answer and the person wants that. */
  readonly start: (action: Action, detail: string, when: 'now' | 'later') => Promise<void>;
  /** Lets the question of the card wait. */
  readonly askLater: () => Promise<void>;
  readonly show: (kept: Kept) => void;
  /** Where the passage is now, and whether it is still as it was asked about. */
  readonly passageNow: (
    current: Current,
  ) => { readonly from: number; readonly to: number; readonly isSame: boolean } | null;
  readonly use: (how: 'replace' | 'below' | 'title', text: string, author: Author) => Promise<void>;
  readonly discard: () => void;
};

type AssistParts = {
  readonly workspace: Workspace;
  readonly session: Session;
  readonly editor: Editor;
  readonly say: Say;
};

export function useAssist({ workspace, session, editor, say }: AssistParts): Assist {
  const assist = useMemo(() => assistFor({ workspace, session, editor, say }), [workspace, session, editor, say]);
  // Whoever leaves the document does not wait for the answer any more.
  useEffect(() => () => assist.current.get()?.asking?.stop(), [assist]);
  return assist;
}

/** Longer words of one's own are shortened where they stand for the question, characters. */
const LABEL_LENGTH_MAX = 60;

function labelOf({ choices, label }: Action, detail: string): string {
  if (choices.length > 0) return `${label}: ${detail}`;
  const own = detail === '' ? label : `“${detail}”`;
  return own.length > LABEL_LENGTH_MAX ? `${own.slice(0, LABEL_LENGTH_MAX - 2)}…”` : own;
}

function assistFor({ workspace, session, editor, say }: AssistParts): Assist {
  const current = settable<Current | null>(null);
  const { client, model, help, outbox, library } = workspace;

  const mark = (range: { readonly from: number; readonly to: number } | null): void => {
    const marked = range === null ? [] : [{ ...range, kind: 'asked' }];
    editor.view.dispatch(editor.state.tr.setMeta(MARK, marked));
  };
  const close = (): void => {
    current.get()?.asking?.stop();
    current.set(null);
    mark(null);
  };
  const wait = async (item: Item): Promise<void> => {
    await outbox.add(askedFrom(item, session.id, model()));
    say({ text: 'Kept. It is asked when AI is back, and the answer waits for you here.' });
  };
  const passageNow: Assist['passageNow'] = ({ anchor, words }) => {
    const range = rangeAt(editor, anchor);
    return range === null ? null : { ...range, isSame: !hasChanged({ about: words }, wordsIn(editor, range)) };
  };
  return {
    current,
    start: async (action, detail, when) => {
      const range = passageFor(editor, action.about);
      const question: Question = {
        action: action.id,
        label: labelOf(action, detail),
        use: action.use,
        instruction: action.ask(detail),
        passage: await markdownIn(editor, range),
        context: action.about === 'passage' ? aroundOf(editor, range) : '',
        title: library.card(session.id)?.title ?? '',
      };
      const item = { question, anchor: anchorOf(editor, range), words: range.words };
      if (when === 'later') return wait(item);
      close();
      if (action.about === 'passage') mark(range);
      const asking = createAsking({ client, help });
      current.set({ ...item, model: model(), answering: asking.answering, asking, waiting: null });
      asking.ask(askedFrom(item, session.id, model()));
    },
    askLater: async () => {
      const item = current.get();
      if (item === null) return;
      close();
      await wait(item);
    },
    show: (kept) => {
      close();
      if (kept.state !== 'ready') return;
      const item = itemFrom(kept);
      const { body, origin } = kept.answer;
      const answering = settable<Answering>({ state: 'done', text: textIn(body), origin, trouble: '' });
      current.set({ ...item, model: model(), answering, asking: null, waiting: kept });
      const range = rangeAt(editor, item.anchor);
      if (range === null) return;
      mark(range);
      editor.chain().setTextSelection(range.from).scrollIntoView().run();
    },
    passageNow,
    use: async (how, text, author) => {
      const item = current.get();
      if (item === null) return;
      // Before the answer is taken out, so that it is not lost where this cannot be loaded.
      const { apply } = await import('../editor/apply.ts');
      if (item.waiting !== null && (await outbox.take(item.waiting.id)) === null) {
        close();
        return say({ text: 'This answer was used in another window.' });
      }
      const now = passageNow(item);
      if (how === 'title') await library.rename(session.id, text.replaceAll(/^["“#\s]+|["”.\s]+$/g, ''));
      else {
        const end = editor.state.doc.content.size;
        const place = now ?? { from: end, to: end };
        mark(null);
        await apply(editor, place, {
          markdown: text,
          author,
          use: how === 'replace' && now?.isSame === true ? 'replace' : 'below',
        });
      }
      close();
      const note = authorWords(author, clock);
      void session.keepVersion({ reason: 'ai', note }).catch(() => {});
    },
    discard: () => {
      const item = current.get();
      close();
      if (item?.waiting != null) void outbox.take(item.waiting.id);
      editor.commands.focus();
    },
  };
}
