import { z } from 'zod';
import type { Level, Stage } from '../../model/official.ts';
import { type Follow, type Read, unreadable } from './page.ts';
import { readingOf } from './told/reading.ts';
import { jsonOf, textOf } from './told/shapes.ts';
import { secondsSince1970 } from './told/times.ts';
import type { Format, Subject, ToldIncident } from './told/told.ts';

// What the status page of Google AI Studio asks for itself. Nobody has documented it or invited others to it, so that it is only done when
// an operator wants it; and since its numbers mean nothing but what people have made of them, one that is new makes all of it unreadable.

const RPC = '/$rpc/google.internal.alkali.applications.makersuite.v1.MakerSuiteService/ListIncidentsHistory';
const RPC_ORIGIN = 'https://alkalimakersuite-pa.clients6.google.com';

/** The page carries a key for those who visit it. It is used for that visit and kept nowhere. */
const listIncidents: Follow = ([html]) => {
  const [key] = /AIza[0-9A-Za-z_-]{35}/.exec(textOf(html ?? new Uint8Array())) ?? [];
  if (key === undefined) throw unreadable('the page no longer carries what it asks with');
  return {
    method: 'POST',
    origin: RPC_ORIGIN,
    path: RPC,
    headers: [
      'content-type',
      'application/json+protobuf',
      'x-goog-api-key',
      key,
      'referer',
      'https://aistudio.google.com/',
    ],
    body: Buffer.from('[]'),
  };
};

export const AI_STUDIO: Format = { name: 'the page itself', asks: ['/status', listIncidents], read: aiStudio };

const UPDATE = z
  .tuple([
    z.number(),
    z.string().nullable(),
    z.tuple([z.union([z.string(), z.number()])]).rest(z.unknown()),
    z.string(),
  ])
  .rest(z.unknown());
const INCIDENT = z
  .tuple([z.string(), z.string(), z.number(), z.array(UPDATE).min(1), z.unknown(), z.array(z.number()).min(1)])
  .rest(z.unknown());
const ANSWER = z.tuple([z.tuple([z.array(INCIDENT)]).rest(z.unknown())]).rest(z.unknown());

/** The products by their numbers: the API, the live API, the web app. */
const API = 1;
const PRODUCTS: readonly number[] = [1, 2, 3];
const STAGES: ReadonlyMap<number, Stage> = new Map([
  [1, 'investigating'],
  [2, 'identified'],
  [3, 'monitoring'],
  [4, 'resolved'],
  [5, 'monitoring'],
]);
const SEVERITIES: ReadonlyMap<number, Level> = new Map([
  [0, 'operational'],
  [1, 'degraded'],
  [2, 'partial'],
]);

/** Reads the list of incidents behind the page. */
function aiStudio(subject: Subject): Read {
  return ([, answer], nowMs) => {
    const [[list]] = jsonOf(answer, ANSWER);
    return readingOf(
      { updatedAtMs: null, lamps: null, incidents: list.map(incidentOf), maintenances: [] },
      subject,
      nowMs,
    );
  };
}

function incidentOf([id, title, severity, updates, , products]: z.infer<typeof INCIDENT>): ToldIncident {
  const level = SEVERITIES.get(severity);
  if (level === undefined || !products.every((one) => PRODUCTS.includes(one)))
    throw unreadable('an incident has numbers that nobody knows');
  const told = updates
    .map(([code, , [seconds], text], place) => {
      const stage = STAGES.get(code);
      const atMs = secondsSince1970(seconds);
      if (stage === undefined || atMs === null) throw unreadable('an update has numbers that nobody knows');
      return { id: String(place), atMs, stage, text };
    })
    .toSorted((one, other) => one.atMs - other.atMs);
  const [first] = told;
  const last = told.at(-1);
  if (first === undefined || last === undefined) throw unreadable('an incident has no updates');
  return {
    id,
    title,
    url: '',
    level,
    stage: last.stage,
    about: products.map((one) => ({ id: String(one), name: one === API ? 'Gemini API' : `product ${one}` })),
    scope: [],
    startedAtMs: first.atMs,
    postedAtMs: first.atMs,
    endedAtMs: last.stage === 'resolved' ? last.atMs : null,
    dated: true,
    updates: told,
  };
}
