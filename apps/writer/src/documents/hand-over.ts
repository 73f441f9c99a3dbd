import type { Library } from './library.ts';
import type { Session } from './session.ts';

type Sessions = {
  readonly sessionOf: (id: string) => Session;
  /** It looks after itself. */
  readonly isOpen: (id: string) => boolean;
};

/** Writes into the folder what was typed in documents while the gateway was away, and that are open no more. Never rejects. */
export async function handOverTo({ cards }: Pick<Library, 'cards'>, { sessionOf, isOpen }: Sessions): Promise<void> {
  const waiting = cards.get().filter(({ waits, trashedAtMs }) => waits === true && trashedAtMs === null);
  for (const { id } of waiting) {
    if (isOpen(id)) continue;
    const one = sessionOf(id);
    await one.loaded;
    await one.flush();
    const { folder } = one.saving.get();
    one.close();
    // It is away again, and the others would hear the same.
    if (folder.kind !== 'saved') return;
  }
}

/** What is wanted while it is done is not done twice. */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return async () => (running ??= work().finally(() => (running = null)));
}
