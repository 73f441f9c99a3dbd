import type { Level, OfficialUpdate, Stage } from '../../model/official.ts';
import { regionWord } from '../../model/scope.ts';
import { englishOf } from './flashduty.ts';
import { DAY_MS, type Read, unreadable } from './page.ts';
import { type Entry, feedOf } from './told/entries.ts';
import { stageOf } from './told/levels.ts';
import { readingOf } from './told/reading.ts';
import { plainText } from './told/text.ts';
import { instant, withoutYear } from './told/times.ts';
import type { Format, Named, Subject, ToldIncident } from './told/told.ts';

// Feeds of incidents. None says how lamps are: they are as well as no open entry says otherwise.

/** What Statuspage and OnlineOrNot write, at this path. */
export function historyFeedAt(path: string): Format {
  return { name: 'RSS', asks: [path], read: historyFeed };
}

export const FLASHDUTY_FEED: Format = { name: 'RSS', asks: ['/feed.rss'], read: flashdutyFeed };
export const AZURE_FEED: Format = { name: 'RSS', asks: ['/en-us/status/feed/'], read: azureFeed };

/** How many updates are looked for in one entry. */
const UPDATES_MAX = 100;
/** Entries are written within so long after the incident that they are about: their dates have no year. */
const WRITTEN_MS = 30 * DAY_MS;

/** Reads what Statuspage and OnlineOrNot write: one entry an incident, and in it `<small>date</small><strong>stage</strong> - text`. */
export function historyFeed(subject: Subject): Read {
  return told(subject, (entry) => {
    const updates = blocksOf(entry);
    const first = updates.at(0);
    // Planned work stands among the incidents, in words of its own.
    if (updates.some(({ word }) => /^(?:scheduled|in progress|completed|verifying)$/i.test(word))) return [];
    const last = updates.at(-1);
    const stage = last?.update.stage ?? (/\bresolved\b/i.test(entry.html) ? 'resolved' : 'investigating');
    return incidentOf(entry, {
      stage,
      startedAtMs: first?.update.atMs ?? null,
      about: null,
      updates: updates.map(({ update }) => update),
    });
  });
}

/** Reads what Flashduty writes: `Status:` and `Affected components:`. */
function flashdutyFeed(subject: Subject): Read {
  return told(subject, (entry) => {
    const text = plainText(entry.html);
    const [, word = ''] = /\bstatus:\s*([a-z]+)/i.exec(text) ?? [];
    const [, names = ''] = /\baffected components:\s*([^\n]+)/i.exec(text) ?? [];
    const isClosed =
      /^\s*[[【](?:已恢复|已解决|resolved)[\]】]/i.test(entry.title) || /^(?:completed|cancelled)$/i.test(word);
    const about =
      names === '' ? null : names.split(/,\s*(?![^(（]*[)）])/).map((name) => ({ id: name.trim(), name: name.trim() }));
    const titled = { ...entry, title: englishOf(entry.title) };
    return incidentOf(titled, { stage: isClosed ? 'resolved' : stageOf(word), startedAtMs: null, about, updates: [] });
  });
}

/**
 * Reads what Azure writes: incidents of all of its services, of which those count that are about AI, or about whole regions. An entry
 * goes when its incident is over, or says so.
 */
function azureFeed(subject: Subject): Read {
  return told(subject, (entry) => {
    const text = plainText(entry.html);
    const all = [entry.title, ...entry.categories].join(' | ');
    const isAi = AI.test(all) || AI.test(text.slice(0, 500));
    if (!isAi && !BROAD.test(all)) return [];
    const regions = entry.categories.filter((category) => REGION.test(category)).map(regionWord);
    const stage: Stage =
      OVER.test(text) || /^\s*(?:mitigated|resolved)\b/i.test(entry.title) ? 'resolved' : 'investigating';
    return incidentOf(entry, { stage, startedAtMs: null, about: null, updates: [], scope: regions });
  });
}

const AI = /\b(?:azure openai|openai service|(?:ai )?foundry|azure ai|ai services|cognitive services)\b/i;
const BROAD =
  /\b(?:multiple services|connecting to resources|network(?:ing)?|power|entra|front door|azure portal and services)\b/i;
const REGION =
  /^(?:[a-z]+ )?(?:us|europe|uk|asia|australia|japan|korea|india|brazil|canada|france|germany|norway|sweden|switzerland|uae|africa|italy|spain|poland|israel|qatar|mexico|chile|global)\b(?: [a-z0-9]+){0,2}$/i;
const OVER = /\b(?:(?:has|have) been|is|was|now) (?:fully )?(?:mitigated|resolved)\b/i;

type Read_ = {
  readonly stage: Stage;
  readonly startedAtMs: number | null;
  readonly about: readonly Named[] | null;
  readonly updates: readonly OfficialUpdate[];
  readonly scope?: readonly string[];
};

function told(subject: Subject, incidentsOf: (entry: Entry) => readonly ToldIncident[]): Read {
  return ([only], nowMs) => {
    const { updatedAtMs, entries } = feedOf(only);
    return readingOf(
      { updatedAtMs, lamps: null, incidents: entries.flatMap(incidentsOf), maintenances: [] },
      subject,
      nowMs,
    );
  };
}

function incidentOf(entry: Entry, { stage, startedAtMs, about, updates, scope = [] }: Read_): readonly ToldIncident[] {
  const saidAtMs = entry.updatedAtMs ?? entry.publishedAtMs;
  const begunAtMs = startedAtMs ?? entry.publishedAtMs ?? entry.updatedAtMs;
  if (begunAtMs === null) {
    if (stage === 'resolved') return [];
    throw unreadable('an open entry has no time that could be read');
  }
  const whole: OfficialUpdate = { id: '0', atMs: saidAtMs ?? begunAtMs, stage, text: entry.html };
  return [
    {
      id: idOf(entry.id || entry.link) || `${entry.title} ${begunAtMs}`,
      title: entry.title,
      url: entry.link,
      level: levelOf(`${entry.title}\n${plainText(entry.html)}`),
      stage,
      about,
      scope,
      startedAtMs: begunAtMs,
      // The date of an entry is that of its last word as often as that of its first.
      postedAtMs: null,
      endedAtMs: stage === 'resolved' ? (updates.at(-1)?.atMs ?? saidAtMs) : null,
      dated: updates.length > 0,
      updates: updates.length > 0 ? updates : [whole],
    },
  ];
}

/**
 * An incident is called by an address or a URN here, and by the end of that in the other forms of its page: `https://host/incidents/id`,
 * `urn:flashduty:change:id`. By two names it would be two incidents, of which one is over.
 */
function idOf(id: string): string {
  if (!/^(?:https?|urn):/i.test(id)) return id;
  const [plain = ''] = id.split(/[?#]/);
  return (plain.split(/[/:]/).findLast((part) => part !== '') ?? '') || id;
}

/** Feeds have no word for how bad it is but those that they happen to use. */
function levelOf(text: string): Level {
  if (/\b(?:major|full|complete|total) (?:service )?outage\b/i.test(text)) return 'major';
  return /\boutage\b|\b(?:un|not )available\b|\bis down\b/i.test(text) ? 'partial' : 'degraded';
}

const BLOCK = /<small>([\s\S]{0,300}?)<\/small>\s*(?:<br\s*\/?>\s*)?<strong>([^<]{1,40})<\/strong>\s*-?\s*/gi;

/** Oldest first. */
function blocksOf(entry: Entry): readonly { readonly word: string; readonly update: OfficialUpdate }[] {
  const nearMs = (entry.updatedAtMs ?? entry.publishedAtMs ?? Number.NaN) + WRITTEN_MS;
  const matches = [...entry.html.matchAll(BLOCK)].slice(0, UPDATES_MAX);
  return matches
    .flatMap((match, place) => {
      const [all, date = '', word = ''] = match;
      const atMs = instant(plainText(date)) ?? withoutYear(plainText(date), nearMs);
      const text = entry.html.slice(match.index + all.length, matches[place + 1]?.index ?? entry.html.length);
      return atMs === null
        ? []
        : [{ word: word.trim(), update: { id: String(matches.length - place), atMs, stage: stageOf(word), text } }];
    })
    .toReversed();
}
