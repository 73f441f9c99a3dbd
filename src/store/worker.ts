import { parentPort, workerData } from 'node:worker_threads';
import type { RequestEntry } from '../model/journal.ts';
import { pruneAnswers, upsertAnswers } from './answers/answer-rows.ts';
import { explain, isAboutContent, openDatabase, type OpenDatabase } from './database.ts';
import { insertEntries, pruneEntries, selectEntries } from './journal-rows.ts';
import { selectCalls, thinCalls } from './monitor/call-rows.ts';
import { selectIncidents } from './monitor/incident-rows.ts';
import { selectNote, writeKept } from './monitor/kept-rows.ts';
import type { NumberedOrder, NumberedOutcome, Order, Outcome, Parcel, StoreFile } from './orders.ts';

// The one thread that touches the file. SQLite is synchronous: on the main thread, a lock would stop every request.

const file: StoreFile = workerData;
const port = parentPort;
let open: OpenDatabase | null = null;
let last: Promise<void> = Promise.resolve();

port?.on('message', ({ number, order }: NumberedOrder) => {
  last = last.then(async () => {
    const answer: NumberedOutcome = { number, outcome: await attempt(order) };
    port.postMessage(answer);
  });
});

async function attempt(order: Order): Promise<Outcome> {
  try {
    return await carryOut(order);
  } catch (error) {
    const trouble = explain(error);
    // Whatever it was, the next order starts from a fresh look at the file.
    await letGo();
    return { kind: 'trouble', trouble };
  }
}

async function carryOut(order: Order): Promise<Outcome> {
  if (order.kind === 'close') {
    await letGo();
    return { kind: 'done', count: 0 };
  }
  const { tables } = await current();
  switch (order.kind) {
    case 'open':
      return { kind: 'done', count: 0 };
    case 'write':
      return { kind: 'done', count: await write(order.parcels) };
    case 'query':
      return { kind: 'found', entries: await selectEntries(tables, order.query) };
    case 'prune':
      return { kind: 'done', count: await pruneEntries(tables, order.beforeMs, order.limit) };
    case 'keep':
      return { kind: 'done', count: await writeKept(tables, order.kept) };
    case 'incidents':
      return { kind: 'incidents', incidents: await selectIncidents(tables, order.query) };
    case 'calls':
      return { kind: 'calls', calls: await selectCalls(tables, order.query, order.limit) };
    case 'note':
      return { kind: 'note', text: await selectNote(tables, order.name) };
    case 'keep-answers':
      return { kind: 'done', count: await upsertAnswers(tables, order.answers) };
    case 'prune-answers':
      return { kind: 'done', count: await pruneAnswers(tables, order.pruning) };
    case 'thin':
      return { kind: 'done', count: await thinCalls(tables, order.nowMs, order.limit) };
  }
}

async function write(parcels: readonly Parcel[]): Promise<number> {
  const { tables } = await current();
  const entries = parcels.map(unpack);
  try {
    await insertEntries(tables, entries);
    return entries.length;
  } catch (error) {
    if (!isAboutContent(error)) throw error;
  }
  // One entry that cannot be stored must not hold up its neighbours.
  let count = 0;
  for (const entry of entries) {
    try {
      await insertEntries(tables, [entry]);
      count += 1;
    } catch (error) {
      if (!isAboutContent(error)) throw error;
    }
  }
  return count;
}

function unpack({ json, bodies }: Parcel): RequestEntry {
  const entry: RequestEntry = JSON.parse(json);
  return bodies === null ? entry : { ...entry, bodies };
}

async function current(): Promise<OpenDatabase> {
  if (open !== null && !open.isInPlace()) await letGo();
  open ??= await openDatabase(file, Date.now());
  return open;
}

async function letGo(): Promise<void> {
  const closing = open;
  open = null;
  try {
    await closing?.close();
  } catch {
    // A file that cannot even be closed is left to the end of the thread.
  }
}
