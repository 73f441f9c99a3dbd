import { type KeptWords, wordsOf } from '../../cache/words.ts';
import { JOURNAL, STORE, type StoreConfig } from '../../config/config.ts';
import { findConfig, loadConfig } from '../../config/load.ts';
import { Fault } from '../../model/fault.ts';
import { at, isArray, type Json, numberAt, textAt } from '../../model/json.ts';
import type { KeptAnswer, KeptQuery } from '../../model/kept-answer.ts';
import { sealing } from '../../store/sealing.ts';
import { openStore } from '../../store/store.ts';
import { type Given, optionOf } from '../command.ts';
import { talk } from '../print.ts';
import { tell, type Told } from '../running/client.ts';
import { findRunning } from '../running/running.ts';
import { storeFile } from '../running/store-file.ts';

export type ShownAnswer = KeptAnswer & KeptWords;

/** Where kept answers are looked at: in a gateway that runs, with all that it has in memory, else in its file. */
export type Desk = {
  readonly list: (query: KeptQuery, limit: number) => Promise<readonly KeptAnswer[]>;
  readonly show: (key: string) => Promise<ShownAnswer | null>;
  readonly purge: (query: KeptQuery) => Promise<number>;
  readonly close: () => Promise<void>;
};

/** Null where there is neither a gateway nor a file. */
export async function openDesk(given: Given): Promise<Desk | null> {
  const url = optionOf(given, 'url');
  const running = await findRunning(given.cwd, url);
  if (running !== null) return deskAt(running.url);
  const path = url === null ? storeFile(given) : null;
  return path === null ? null : deskOf(path, given);
}

function deskAt(url: string): Desk {
  return {
    list: async (query, limit) => {
      const { beforeMs, key, ...named } = query;
      const older = beforeMs === undefined ? {} : { older_ms: String(Math.max(0, Date.now() - beforeMs)) };
      const parameters = new URLSearchParams({
        ...named,
        ...older,
        ...(key !== undefined && { id: key }),
        limit: String(limit),
      });
      const { body } = await answered(url, tell(url, { path: `/admin/cache?${parameters.toString()}` }));
      const answers = at(body, 'answers');
      return isArray(answers) ? answers.filter(isKept) : [];
    },
    show: async (key) => {
      const told = await tell(url, { path: `/admin/cache/${encodeURIComponent(key)}` });
      if (told.status === 404) return null;
      const { body } = await answered(url, Promise.resolve(told));
      return isShown(body) ? body : null;
    },
    purge: async ({ beforeMs, key, ...named }) => {
      const older = beforeMs === undefined ? {} : { olderMs: Math.max(0, Date.now() - beforeMs) };
      const body = { ...named, ...older, ...(key !== undefined && { id: key }), all: true };
      const told = await answered(url, tell(url, { method: 'POST', path: '/admin/cache/purge', body }));
      return numberAt(told.body, 'purged');
    },
    close: async () => {},
  };
}

async function answered(url: string, asked: Promise<Told>): Promise<Told> {
  const told = await asked;
  if (told.status === 200) return told;
  throw new Fault('unreachable', textAt(told.body, 'error', 'message') || `${url} answered ${told.status}`);
}

function isKept(entry: Json): entry is Json & KeptAnswer {
  return textAt(entry, 'key') !== '' && typeof at(entry, 'madeAtMs') === 'number';
}

function isShown(entry: Json): entry is Json & ShownAnswer {
  return isKept(entry) && at(entry, 'request') !== undefined;
}

async function deskOf(path: string, given: Given): Promise<Desk> {
  talk.line(`No gateway is running. In ${path}:`);
  const store = openStore({
    path,
    keepDays: JOURNAL.keepDays,
    onTrouble: talk.line,
    wallMs: Date.now,
    sealing: sealing(keysOf(given)),
  });
  await store.answers.prepare();
  return {
    list: store.answers.list,
    show: async (key) => {
      const [told] = await store.answers.list({ key }, 1);
      if (told?.key !== key) return null;
      const found = store.answers.show(key);
      if (found === null) throw new Fault('configuration', 'This answer is sealed with a key that is not known here');
      const { request, answer } = found;
      return { ...told, ...wordsOf({ request: Buffer.from(request).toString('utf8'), answer }) };
    },
    purge: store.answers.purge,
    close: store.close,
  };
}

/** What the answers were sealed with, as far as the configuration says it here. */
function keysOf({ cwd, env }: Given): StoreConfig {
  if (findConfig(cwd) === null) return STORE;
  try {
    return loadConfig({ cwd, env }).store;
  } catch {
    // Its variables may be set only where the gateway runs. Then answers can be listed and forgotten, and not be read.
    return STORE;
  }
}
