import { createHash } from 'node:crypto';
import { respond } from '../script/any-faults.ts';
import type { Script } from '../script/script.ts';
import { bodyAt, type PageFamily } from './families.ts';
import { PAGE_MISBEHAVIOURS, type PageMisbehaviour, type PageMisbehaviourName } from './misbehaviours.ts';
import {
  lastOf,
  type Story,
  type StoryIncident,
  type StoryLamp,
  type StoryMaintenance,
  type StoryUpdate,
} from './story.ts';

/** A status page on this machine, in the format of some vendor, that tells what it is told to. */
export type SimulatedPage = {
  readonly family: PageFamily;
  /** Begins an incident, goes on with it, or resolves it: the stage says which. What is left out stays as it was. */
  readonly say: (word: Word) => void;
  readonly plan: (maintenance: StoryMaintenance) => void;
  /** Until it is told otherwise (null). */
  readonly misbehave: (how: PageMisbehaviourName | null) => void;
  readonly misbehaves: () => PageMisbehaviourName | null;
  readonly story: () => Story;
  /** The requests that it got, oldest first; the oldest are forgotten. */
  readonly seen: () => readonly PageVisit[];
  readonly answer: (request: PageAsked) => Script;
};

export type Word = {
  readonly id: string;
  readonly stage: StoryUpdate['stage'];
  readonly title?: string;
  readonly level?: StoryUpdate['level'];
  readonly text?: string;
  /** Ids of lamps; all of them when an incident begins without. */
  readonly lamps?: readonly string[];
  /** Now where it is left out. */
  readonly atMs?: number;
};

export type PageAsked = { readonly path: string; readonly headers: Readonly<Record<string, string>> };

export type PageVisit = PageAsked & { readonly atMs: number };

const SEEN_MAX = 1_000;
const INCIDENTS_MAX = 100;

export function simulatedPage(name: string, family: PageFamily, lamps: readonly StoryLamp[]): SimulatedPage {
  let story: Story = { name, lamps, incidents: [], maintenances: [] };
  let misbehaviour: PageMisbehaviourName | null = null;
  const visits: PageVisit[] = [];
  const type = /feed/.test(family) ? 'application/rss+xml' : 'application/json';
  return {
    family,
    say: (word) => (story = told(story, word)),
    plan: (maintenance) =>
      (story = {
        ...story,
        maintenances: [...story.maintenances.filter(({ id }) => id !== maintenance.id), maintenance],
      }),
    misbehave: (how) => (misbehaviour = how),
    misbehaves: () => misbehaviour,
    story: () => story,
    seen: () => [...visits],
    answer: (asked) => {
      visits.push({ ...asked, atMs: Date.now() });
      if (visits.length > SEEN_MAX) visits.shift();
      const body = bodyAt(family, asked.path, { story, clock: (ms) => new Date(ms).toISOString(), nowMs: Date.now() });
      if (body === null) return respond(404, { 'content-type': 'text/plain' }, 'There is nothing here.\n');
      if (misbehaviour !== null) return misplayed(PAGE_MISBEHAVIOURS[misbehaviour], body, type);
      // Some formats say when they were made, which is no change.
      const etag = `"${createHash('sha1').update(JSON.stringify(story)).update(asked.path).digest('hex')}"`;
      if (asked.headers['if-none-match'] === etag)
        return [{ do: 'head', status: 304, headers: { etag } }, { do: 'end' }];
      return respond(200, { 'content-type': type, etag }, body);
    },
  };
}

function misplayed({ play }: PageMisbehaviour, body: Uint8Array, type: string): Script {
  return play(body, type);
}

function told(story: Story, word: Word): Story {
  const before = story.incidents.find(({ id }) => id === word.id);
  const last = before === undefined ? null : lastOf(before);
  const isOver = word.stage === 'resolved';
  const update: StoryUpdate = {
    atMs: word.atMs ?? Date.now(),
    stage: word.stage,
    text: word.text ?? TEXTS[word.stage],
    level: word.level ?? (isOver ? 'operational' : (last?.level ?? 'degraded')),
  };
  const incident: StoryIncident = {
    id: word.id,
    title: word.title ?? before?.title ?? 'Elevated errors',
    lamps: word.lamps ?? before?.lamps ?? story.lamps.map(({ id }) => id),
    updates: [...(before?.updates ?? []), update],
  };
  const others = story.incidents.filter(({ id }) => id !== word.id);
  const incidents =
    before === undefined ? [incident, ...others] : story.incidents.map((one) => (one.id === word.id ? incident : one));
  return { ...story, incidents: incidents.slice(0, INCIDENTS_MAX) };
}

const TEXTS: Readonly<Record<StoryUpdate['stage'], string>> = {
  investigating: 'We are investigating this issue.',
  identified: 'The issue has been identified and a fix is being implemented.',
  monitoring: 'A fix has been implemented and we are monitoring the results.',
  resolved: 'This incident has been resolved.',
};
