import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import {
  type AddOptions,
  type Answering,
  type Asking,
  createAsking,
  hasChanged,
  type Help,
  isOpen,
  type Kept,
  type LateAnswer,
  type Level,
  type Question,
  settable,
  textIn,
  Trouble,
  UNKNOWN,
  type Value,
  type Wanted,
} from '../client/client.ts';
import { useFailsoft } from './provider.ts';

/** A value of the client, such as `queue.items`, and again whenever it changes. On a server: `first`, or as it is. */
export function useValue<T>(value: Value<T>, first?: T): T {
  return useSyncExternalStore(value.subscribe, value.get, () => first ?? value.get());
}

/** What help there is, why it is not more and since when: for most of the app, or for what is wanted. */
export function useAvailability(wanted?: Wanted): Help {
  return useValue(useFailsoft().helpFor(wanted), UNKNOWN);
}

/** The level alone, for those who need not hear of each reason. */
export function useLevel(wanted?: Wanted): Level {
  const { subscribe, get } = useFailsoft().helpFor(wanted);
  return useSyncExternalStore(
    subscribe,
    () => get().level,
    () => UNKNOWN.level,
  );
}

/** One place of a component where answers come. When the component leaves, the answer ends, also at the provider. */
export function useAsk(): Answering & Omit<Asking, 'answering'> {
  const { client, queue, helpFor } = useFailsoft();
  const asking = useMemo(() => createAsking({ client, help: helpFor(), queue }), [client, helpFor, queue]);
  const answering = useValue(asking.answering);
  // Behind the line above, so that nobody listens any more when the answer ends.
  useEffect(() => asking.stop, [asking]);
  return useMemo(() => ({ ...asking, ...answering }), [asking, answering]);
}

/** An answer that came later. It is for the person to use, and in no text yet. */
export type Suggestion = Kept & {
  readonly text: string;
  readonly answer: LateAnswer;
  /** The words that it is about were changed since they were asked about. */
  readonly hasChanged: boolean;
};

export type AskLater = {
  /** Answers for this place, oldest first. */
  readonly suggestions: readonly Suggestion[];
  /** What has no answer yet. */
  readonly waiting: readonly Kept[];
  /** What will get none; `trouble` says why. */
  readonly failed: readonly Kept[];
  /** Keeps a question, and settles when it is stored. Rejects with Trouble (`unkept`). */
  readonly add: (question: Question, options?: AddOptions) => Promise<Kept>;
  /** Takes one out, to use it or to be rid of it. Null: it is out already, be it in another page. */
  readonly take: (id: string) => Promise<Kept | null>;
};

export type AskLaterOptions = {
  /** Only what belongs to this place of the app; all unless said. */
  readonly place?: string;
  /** The words as they are now, by which suggestions are seen to be about others. */
  readonly about?: string;
};

/** What was asked for later, and what has come of it. */
export function useAskLater({ place, about }: AskLaterOptions = {}): AskLater {
  const { queue } = useFailsoft();
  const items = useValue(queue?.items ?? NONE, NONE.get());
  const here = useMemo(() => items.filter((item) => place === undefined || item.place === place), [items, place]);
  const add = useCallback<AskLater['add']>(
    async (...of) => {
      if (queue === null) throw new Trouble('unkept', 'The FailsoftProvider has no queue');
      return queue.add(...of);
    },
    [queue],
  );
  const take = useCallback<AskLater['take']>(async (id) => queue?.take(id) ?? null, [queue]);
  return useMemo(
    () => ({
      suggestions: here.flatMap((item) => suggestionOf(item, about)),
      waiting: here.filter(isOpen),
      failed: here.filter(({ state }) => state === 'failed'),
      add,
      take,
    }),
    [here, about, add, take],
  );
}

const NONE: Value<readonly Kept[]> = settable<readonly Kept[]>([]);

function suggestionOf(item: Kept, about = item.about): readonly Suggestion[] {
  if (item.state !== 'ready') return [];
  return [{ ...item, text: textIn(item.answer.body), hasChanged: hasChanged(item, about) }];
}
