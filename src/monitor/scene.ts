import type { Engine } from '../engine/engine.ts';
import type { Route } from '../model/route.ts';
import type { Account } from '../providers/account.ts';
import type { World } from '../world/world.ts';
import type { PageEars } from './pages.ts';
import { type Reader, readerOf } from './reader.ts';
import type { Choice } from './status-pages/index.ts';
import type { StatusPage } from './status-pages/page.ts';
import { type VerdictBook, verdictBook } from './verdict/verdict-book.ts';
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

export function sceneOf(subject: Subject, { world, ears, choose }: SceneParts): Scene {
  const { accounts, settings } = subject;
  const watched = watchedOf(accounts, settings.surfaces, choose);
  const book = verdictBook({
    surfaces: watched.surfaces,
    domainsOf: ({ provider }) => watched.byAccount.get(provider ?? '')?.domains ?? [],
  });
  const reader = readerOf(world, { pages: watched.pages, ears, mayAsk: settings.pages !== 'off' });
  return { subject, watched, book, reader, atlas: atlasOf(watched.byAccount, subject.routes) };
}

/** The same scene where a reload has changed nothing that is watched; else another one. What was believed before is found out anew. */
export function sceneAfter(before: Scene, subject: Subject, parts: SceneParts): Scene {
  if (before.subject.engine === subject.engine && before.subject.settings === subject.settings) return before;
  const watched = watchedOf(subject.accounts, subject.settings.surfaces, parts.choose);
  const isSame = shapeOf(watched, subject) === shapeOf(before.watched, before.subject);
  if (isSame) return { ...before, subject, watched, atlas: atlasOf(watched.byAccount, subject.routes) };
  before.reader.close();
  return sceneOf(subject, parts);
}

function shapeOf({ surfaces, pages, byAccount }: Watched, { settings }: Subject): string {
  const ids = [surfaces, pages].map((list) => list.map(({ id }) => id));
  return JSON.stringify([ids, [...byAccount], settings.pages]);
}
