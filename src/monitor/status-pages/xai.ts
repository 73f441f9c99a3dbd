import type { Level, OfficialUpdate, Stage } from '../../model/official.ts';
import { type Read, unreadable } from './page.ts';
import { type Entry, feedOf } from './told/entries.ts';
import { levelIn, stageOf, worst } from './told/levels.ts';
import { readingOf } from './told/reading.ts';
import { instant } from './told/times.ts';
import type { Format, Subject, ToldIncident } from './told/told.ts';

// xAI's own feed. One entry for every component that an incident is about, with the component in brackets in front of the title; all
// have the last part of their address in common.

const UPDATES_MAX = 100;

export const XAI: Format = { name: 'RSS', asks: ['/feed.xml'], read: xai };

/** Reads feed.xml. */
function xai(subject: Subject): Read {
  return ([only], nowMs) => {
    const { updatedAtMs, entries } = feedOf(only);
    const byId = Map.groupBy(entries, idOf);
    const incidents = [...byId].flatMap(([id, all]) => incidentOf(id, all));
    return readingOf({ updatedAtMs, lamps: null, incidents, maintenances: [] }, subject, nowMs);
  };
}

function idOf({ id, link }: Entry): string {
  return link.split('/').findLast((part) => part !== '') ?? id;
}

const SEVERITIES: Readonly<Record<string, Level>> = {
  available: 'operational',
  maintenance: 'maintenance',
  degraded: 'degraded',
  disruption: 'partial',
  outage: 'major',
};

function incidentOf(id: string, entries: readonly Entry[]): readonly ToldIncident[] {
  const parts = entries.map(partOf);
  const isOver = parts.every(({ stage }) => stage === 'resolved');
  const open = parts.filter(({ stage }) => stage !== 'resolved');
  const updates = longest(parts.map((part) => part.updates));
  const begun = entries.flatMap(({ publishedAtMs }) => publishedAtMs ?? []);
  if (begun.length === 0) {
    if (isOver) return [];
    throw unreadable('an open entry has no time that could be read');
  }
  const last = updates.at(-1);
  return [
    {
      id,
      title: parts[0]?.title ?? '',
      url: entries[0]?.link ?? '',
      level: worst(parts.map(({ level }) => level)),
      stage: isOver ? 'resolved' : (open[0]?.stage ?? 'investigating'),
      about: (isOver ? parts : open).flatMap(({ component }) =>
        component === '' ? [] : [{ id: component, name: component }],
      ),
      scope: [],
      startedAtMs: Math.min(...begun),
      postedAtMs: Math.min(...begun),
      endedAtMs: isOver ? (parts[0]?.resolvedAtMs ?? last?.atMs ?? null) : null,
      dated: true,
      updates: updates.map((update) => (isOver && update === last ? { ...update, stage: 'resolved' } : update)),
    },
  ];
}

type Part = {
  readonly component: string;
  readonly title: string;
  readonly stage: Stage;
  readonly level: Level;
  readonly resolvedAtMs: number | null;
  readonly updates: readonly OfficialUpdate[];
};

function partOf({ title, html, categories }: Entry): Part {
  const [, component = '', rest = title] = /^\s*\[([^\]]{1,80})\]\s*(.*)$/s.exec(title) ?? [];
  const [, status = ''] = /<h3>\s*Status:\s*([^<]{1,40})<\/h3>/i.exec(html) ?? [];
  const [, severity = categories[0] ?? ''] = /<p>\s*Severity:\s*([^<]{1,40})<\/p>/i.exec(html) ?? [];
  const [, resolved = ''] = /<p>\s*Resolved:\s*([^<]{1,60})<\/p>/i.exec(html) ?? [];
  return {
    component,
    title: rest,
    stage: stageOf(status.trim() === '' ? (categories[1] ?? '') : status),
    level: levelIn(SEVERITIES, severity),
    resolvedAtMs: instant(resolved),
    updates: updatesOf(html),
  };
}

const UPDATE =
  /<p>\s*<strong>([^<]{1,60})<\/strong>\s*<\/p>\s*<h3>([^<]{0,80})<\/h3>(?:\s*<p>([\s\S]{0,4000}?)<\/p>)?/gi;

function updatesOf(html: string): readonly OfficialUpdate[] {
  return [...html.matchAll(UPDATE)]
    .slice(0, UPDATES_MAX)
    .flatMap(([, date = '', stage = '', text = ''], place) => {
      const atMs = instant(date);
      return atMs === null
        ? []
        : [{ id: String(place), atMs, stage: stageOf(stage), text: text === '' ? stage : text }];
    })
    .toSorted((one, other) => one.atMs - other.atMs);
}

function longest<T>(lists: readonly (readonly T[])[]): readonly T[] {
  return lists.reduce((one, other) => (other.length > one.length ? other : one), []);
}
