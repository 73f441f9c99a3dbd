import { parentPort } from 'node:worker_threads';
import type { Kysely } from 'kysely';
import { explain, type OpenDatabase } from './database.ts';
import type { Closing } from './thread.ts';
import type { Numbered, Troubled } from './orders.ts';

/**
 * Carries out the orders of a StoreThread, one after the other, on the one thread that touches the file. SQLite is synchronous: on the
 * main thread, a lock would stop every request.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- It says what comes in, too.
export function serveOrders<T, O extends { readonly kind: string }, R>(
  openFile: () => Promise<OpenDatabase<T>>,
  carryOut: (tables: Kysely<T>, order: O) => Promise<R>,
): void {
  const port = parentPort;
  let open: OpenDatabase<T> | null = null;
  let last: Promise<void> = Promise.resolve();

  const current = async (): Promise<Kysely<T>> => {
    if (open !== null && !open.isInPlace()) await letGo();
    open ??= await openFile();
    return open.tables;
  };

  const letGo = async (): Promise<void> => {
    const closing = open;
    open = null;
    try {
      await closing?.close();
    } catch {
      // A file that cannot even be closed is left to the end of the thread.
    }
  };

  const attempt = async (order: O | Closing): Promise<R | Troubled | Closing> => {
    try {
      if (!isClosing(order)) return await carryOut(await current(), order);
      await letGo();
      return order;
    } catch (error) {
      const trouble = explain(error);
      // Whatever it was, the next order starts from a fresh look at the file.
      await letGo();
      return { kind: 'trouble', trouble };
    }
  };

  port?.on('message', ({ number, content }: Numbered<O | Closing>) => {
    last = last.then(async () => {
      const answer: Numbered<R | Troubled | Closing> = { number, content: await attempt(content) };
      port.postMessage(answer);
    });
  });
}

function isClosing(order: { readonly kind: string }): order is Closing {
  return order.kind === 'close';
}
