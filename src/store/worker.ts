import { workerData } from 'node:worker_threads';
import type { Kysely } from 'kysely';
import type { RequestEntry } from '../model/journal.ts';
import { deleteAnswers, pruneAnswers, selectAnswers, upsertAnswers } from './answers/answer-rows.ts';
import { takeLease } from './answers/leases.ts';
import { isAboutContent, openDatabase } from './database.ts';
import { insertEntries, pruneEntries, selectEntries } from './journal-rows.ts';
import { selectCalls, thinCalls } from './monitor/call-rows.ts';
import { selectIncidents } from './monitor/incident-rows.ts';
import { selectNote, writeKept } from './monitor/kept-rows.ts';
import { selectTrials } from './monitor/trial-rows.ts';
import type { Order, Outcome, Parcel, StoreFile } from './orders.ts';
import { serveOrders } from './serve-orders.ts';
import type { Tables } from './tables.ts';

const file: StoreFile = workerData;

serveOrders(async () => openDatabase(file, Date.now()), carryOut);

async function carryOut(tables: Kysely<Tables>, order: Order): Promise<Outcome> {
  switch (order.kind) {
    case 'open':
      return { kind: 'done', count: 0 };
    case 'write':
      return { kind: 'done', count: await write(tables, order.parcels) };
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
    case 'trials':
      return { kind: 'trials', trials: await selectTrials(tables, order.query) };
    case 'note':
      return { kind: 'note', text: await selectNote(tables, order.name) };
    case 'keep-answers':
      return { kind: 'done', count: await upsertAnswers(tables, order.answers) };
    case 'prune-answers':
      return { kind: 'pruned', ...(await pruneAnswers(tables, order.pruning)) };
    case 'list-answers':
      return { kind: 'answers', answers: await selectAnswers(tables, order.query, order.limit) };
    case 'purge-answers':
      return { kind: 'done', count: await deleteAnswers(tables, order.query, order.limit) };
    case 'lease':
      return { kind: 'done', count: await takeLease(tables, order.lease) };
    case 'thin':
      return { kind: 'done', count: await thinCalls(tables, order.nowMs, order.limit) };
  }
}

async function write(tables: Kysely<Tables>, parcels: readonly Parcel[]): Promise<number> {
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
