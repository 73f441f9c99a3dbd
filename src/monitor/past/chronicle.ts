import type { Incident } from '../../model/incident.ts';
import type { Calls } from '../../model/monitor.ts';
import { at, isArray, type Json, numberAt, textAt } from '../../model/json.ts';
import type { Maintenance } from '../../model/official.ts';
import type { OwnPast } from '../../model/own-past.ts';
import type { MonitorStore } from '../../store/monitor/monitor-store.ts';
import type { Testimony } from '../calls/witness.ts';
import { type Archive, archive } from './archive.ts';
import { counts } from './counts.ts';
import { dateOf } from './days.ts';
import { type IncidentTiding, type Ledger, ledgerOf, type Noted, withIncidents } from '../incidents/ledger.ts';
import { leftAlone } from '../incidents/observed.ts';
import { history, unknownOf } from './history.ts';
import { type KnownDays, knownDays } from './known-days.ts';
import { type Maintenances, maintenances } from './maintenances.ts';

/** What has happened, in memory as far as it is needed and on disk where there is one. */
export type Chronicle = Archive & {
  readonly ledger: () => Ledger;
  /** Makes a note in the ledger, has it written down, and returns what is news. */
  readonly note: (how: (ledger: Ledger) => Noted) => readonly IncidentTiding[];
  readonly count: (calls: Calls) => void;
  /** Something is known of this surface today. */
  readonly watched: (surface: string) => void;
  /** The days on which something was known, by surface. */
  readonly watchedDays: () => OwnPast['watched'];
  readonly maintenances: () => readonly Maintenance[];
  /** What a page says of maintenance; returns what is new. */
  readonly announced: (page: string, said: readonly Maintenance[]) => readonly Maintenance[];
  /** What a probe has shown lately; requests are in the journal. */
  readonly heard: (testimony: Testimony) => void;
  readonly lately: () => readonly Testimony[];
  /** We are still here. */
  readonly alive: () => void;
  /** We are not any more. */
  readonly close: () => void;
  /** Finds what was known before the last restart, once. Rejects with `busy` when the store cannot be read now. */
  readonly restore: () => Promise<void>;
};

/** Where the small things stand in the store. */
export const NOTE = 'monitor';
/** Incidents that are remembered from before a restart, the newest. */
const RESTORED_MAX = 2_000;
/** How often it is written down that we are still here, ms. */
const ALIVE_MS = 60_000;

/** Probes that are remembered, some for each model of the last hour. */
const HEARD_MAX = 500;

export function chronicle(store: MonitorStore | null, wallMs: () => number): Chronicle {
  const counted = counts();
  const before = history();
  let edition = '';
  let ledger = ledgerOf(before.incidents);
  let known: KnownDays = knownDays(undefined);
  let announced: Maintenances = maintenances(undefined);
  let aliveMs = 0;
  let heard: readonly Testimony[] = [];
  let isRestored = false;

  const save = (): void => {
    // What is not known yet must not be written over.
    if (!isRestored) return;
    aliveMs = wallMs();
    const text = JSON.stringify({ edition, aliveMs, known: known.json(), announced: announced.json(), heard });
    store?.keepNote({ name: NOTE, text });
  };
  const keep = (incidents: readonly Incident[]): void => {
    for (const incident of incidents) store?.keepIncident(incident);
  };

  return {
    ...archive({
      store,
      wallMs,
      remembered: () => ledger.incidents.values(),
      isKnown: (surface, date) => known.isKnown(surface, date) || before.isCovered(surface, date),
      counted: counted.find,
    }),
    ledger: () => ledger,
    note: (how) => {
      const noted = how(ledger);
      ledger = noted.ledger;
      keep(noted.kept);
      return noted.told;
    },
    count: (calls) => (store === null ? counted.add(calls) : store.addCalls(calls)),
    watched: (surface) => {
      if (known.note(surface, dateOf(wallMs()))) save();
    },
    watchedDays: () => known.ranges(),
    maintenances: () => announced.all(),
    announced: (page, said) => {
      const fresh = announced.read(page, said);
      if (fresh.length > 0) save();
      return fresh;
    },
    heard: (testimony) => (heard = [...heard, testimony].slice(-HEARD_MAX)),
    lately: () => heard,
    alive: () => {
      if (wallMs() - aliveMs >= ALIVE_MS) save();
    },
    close: save,
    restore: async () => {
      if (store === null || isRestored) return;
      const [incidents, text] = await Promise.all([store.incidents({ limit: RESTORED_MAX }), store.note(NOTE)]);
      const json: Json = text === null ? {} : JSON.parse(text);
      const news = unknownOf(before.incidents, incidents);
      // What was noted before the disk could be read stays, where it does not know better.
      const ids = new Set(incidents.map(({ id }) => id));
      const noted = [...ledger.incidents.values()].filter(({ id, imported }) => !imported && !ids.has(id));
      ledger = withIncidents({ ...ledger, incidents: ledgerOf([...news, ...incidents]).incidents }, noted);
      known = knownDays(at(json, 'known'));
      announced = maintenances(at(json, 'announced'));
      heard = [...testimoniesIn(at(json, 'heard')), ...heard].slice(-HEARD_MAX);
      isRestored = true;
      edition = before.edition;
      if (textAt(json, 'edition') !== edition) keep(news);
      const lastMs = numberAt(json, 'aliveMs');
      if (lastMs > 0) {
        const left = leftAlone(ledger, lastMs, wallMs());
        ledger = left.ledger;
        keep(left.kept);
      }
      save();
    },
  };
}

/** What we have written ourselves. */
function testimoniesIn(json: Json | undefined): readonly Testimony[] {
  return isArray(json) ? json.filter(isTestimony) : [];
}

function isTestimony(json: Json): json is Json & Testimony {
  return typeof at(json, 'cell', 'surface') === 'string' && typeof at(json, 'seen', 'atMs') === 'number';
}
