import type { Engine } from '../engine/engine.ts';
import type { Route } from '../model/route.ts';
import type { Secret } from '../model/secret.ts';
import type { Cell } from '../model/verdict.ts';
import type { Account } from '../providers/account.ts';
import type { World } from '../world/world.ts';
import type { PageEars } from './pages.ts';
import { type Reader, readerOf } from './reader.ts';
import type { Choice } from './status-pages/index.ts';
import type { StatusPage } from './status-pages/page.ts';
import { type BookParts, type PageNow, type VerdictBook, verdictBook } from './verdict/verdict-book.ts';
import { type Watched, watchedOf } from './watched.ts';
import { type Atlas, atlasOf } from './calls/atlas.ts';

/** What the operator wants to be watched. */
export type MonitorSettings = {
  /** `asked`: pages are asked once somebody has asked us something. `on`: from the start. */
  readonly pages: 'asked' | 'on' | 'off';
  /** Ids of surfaces that are watched besides those of our providers. */
  readonly surfaces: readonly string[];
};

/** What is in effect now: a reload may change all of it. */
export type Subject = {
  readonly engine: Engine;
  readonly routes: readonly Route[];
  readonly accounts: readonly Account[];
  /** Of the configuration; see config.ts. */
  readonly fingerprint: string | null;
  readonly settings: MonitorSettings;
};

/** What is watched in consequence, and what is believed of it. */
export type Scene = {
  readonly subject: Subject;
  readonly watched: Watched;
  readonly book: VerdictBook;
  readonly reader: Reader;
  readonly atlas: Atlas;
};

export type SceneParts = {
  readonly world: World;
  readonly ears: PageEars;
  /** Which pages there are to ask. */
  readonly choose: (choice: Choice) => readonly StatusPage[];
};

export function sceneOf(subject: Subject, parts: SceneParts): Scene {
  const watched = watchedFor(subject, parts);
  const book = verdictBook(bookParts(watched));
  return { subject, watched, book, reader: readerFor(subject, watched, parts), atlas: atlasFor(subject, watched) };
}

/** The scene after a reload. What is still watched goes on: what is believed of it, and how its pages are asked. */
export function sceneAfter(before: Scene, subject: Subject, parts: SceneParts): Scene {
  if (before.subject.engine === subject.engine && before.subject.settings === subject.settings) return before;
  const watched = watchedFor(subject, parts);
  before.book.turn(bookParts(watched), keptOf(before, { subject, watched }));
  const next = { ...before, subject, watched, atlas: atlasFor(subject, watched) };
  if (pagesOf(next) === pagesOf(before)) return next;
  const known = before.reader.now();
  before.reader.close();
  return { ...next, reader: readerFor(subject, watched, parts, known) };
}

function watchedFor({ accounts, settings }: Subject, { choose }: SceneParts): Watched {
  return watchedOf(accounts, settings.surfaces, choose);
}

function bookParts({ surfaces, byAccount }: Watched): BookParts {
  return { surfaces, domainsOf: ({ provider }) => byAccount.get(provider ?? '')?.domains ?? [] };
}

function readerFor(
  { settings }: Subject,
  { pages }: Watched,
  { world, ears }: SceneParts,
  known: readonly PageNow[] = [],
): Reader {
  return readerOf(world, { pages, ears, mayAsk: settings.pages !== 'off', known });
}

function atlasFor({ routes }: Subject, { byAccount }: Watched): Atlas {
  return atlasOf(byAccount, routes);
}

function pagesOf({ subject, watched }: Pick<Scene, 'subject' | 'watched'>): string {
  return JSON.stringify([watched.pages.map(({ id }) => id), subject.settings.pages]);
}

type Past = Pick<Scene, 'subject' | 'watched'>;

/** The cells that lead to the same place with the same key. Keys are known by their position, which another one may have now. */
function keptOf(before: Past, now: Past): (cell: Cell) => boolean {
  return ({ surface, provider, credential }) => {
    if (provider === null) return true;
    if (now.watched.byAccount.get(provider)?.surface !== surface) return false;
    if (placeOf(before, provider) !== placeOf(now, provider)) return false;
    return credential === null || keysOf(before, provider)[credential] === keysOf(now, provider)[credential];
  };
}

function placeOf({ subject: { accounts }, watched }: Past, provider: string): string {
  const account = accounts.find(({ id }) => id === provider);
  return JSON.stringify([watched.byAccount.get(provider), account?.provider.baseUrl]);
}

function keysOf({ subject: { accounts } }: Past, provider: string): readonly Secret[] {
  const keys = accounts.find(({ id }) => id === provider)?.keys;
  if (keys?.kind === 'own') return keys.secrets;
  return keys?.kind === 'cloud' ? [keys.credentials.secret] : [];
}
