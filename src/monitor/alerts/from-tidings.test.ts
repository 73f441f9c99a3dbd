import { describe, expect, it } from 'vitest';
import { incident, past, source, verdict } from '../../../test/fixtures/monitor.ts';
import { type Alert, WORST } from '../../model/alert.ts';
import type { Tiding } from '../../model/monitor.ts';
import type { Maintenance } from '../../model/official.ts';
import type { Evidence, Verdict } from '../../model/verdict.ts';
import { alertFrom } from './from-tidings.ts';
import { MINUTE, NOW } from './testing/alerts.ts';

const NAMES: Readonly<Record<string, string>> = { 'claude-api': 'Claude API', chatgpt: 'ChatGPT' };
const telling = { nowMs: NOW, newId: () => 'id', nameOf: (id: string) => NAMES[id] ?? id };
const told = (tiding: Tiding): Alert | null => alertFrom(tiding, telling);

const FAILING: Evidence = {
  kind: 'traffic',
  text: '14 of 20 requests failed with 529',
  factor: 900,
  atMs: NOW,
  url: null,
};
const PAGE: Evidence = {
  kind: 'page',
  text: 'The official page reports “Errors”',
  factor: 12,
  atMs: NOW,
  url: 'https://s',
};
const is = (condition: Verdict['condition'], change: Partial<Verdict> = {}, more: Partial<Tiding> = {}): Alert | null =>
  told({
    kind: 'verdict',
    verdict: verdict('claude-api', condition, { evidence: [FAILING], ...change }),
    before: 'healthy',
    maintenance: null,
    ...more,
  } as Tiding);

describe('a verdict', () => {
  it.each([
    ['suspected', 'provider.suspected', 'info', 'Claude API may be in trouble'],
    ['degraded', 'provider.degraded', 'warning', 'Claude API is in trouble'],
    ['down', 'provider.down', 'critical', 'Claude API is down'],
    ['healthy', 'provider.recovered', 'info', 'Claude API is well again'],
  ] as const)('that it is %s is told with its reasons', (condition, type, severity, title) => {
    expect(is(condition)).toEqual({
      id: 'id',
      type,
      episode: 'verdict:claude-api|*|*|*|*',
      severity,
      ends: condition === 'healthy',
      atMs: NOW,
      title,
      lines: [FAILING.text],
      surface: 'claude-api',
      byPage: false,
      url: null,
      untilMs: null,
    });
  });

  it('of which nothing is known is not told, but that it is well is, wherever it comes from', () => {
    expect(is('unknown')).toBeNull();
    expect(is('recovering')).toBeNull();
    expect(is('healthy', {}, { before: 'unknown' })).toMatchObject({ ends: true });
  });

  it('is critical only if our own calls say so', () => {
    expect(is('down', { confidence: 'medium' })?.severity).toBe('critical');
    expect(is('down', { confidence: 'low' })?.severity).toBe('warning');
    expect(is('down', { evidence: [PAGE] })).toMatchObject({ severity: 'warning', byPage: true });
    expect(is('down', { evidence: [PAGE, FAILING] })).toMatchObject({ severity: 'critical', byPage: false });
  });

  it('in an announced maintenance is no news; the end of what began before it is', () => {
    expect(is('down', {}, { maintenance: 'Database' })).toBeNull();
    expect(is('healthy', {}, { maintenance: 'Database' })).toMatchObject({ ends: true });
  });

  it('of a part or of a key is called by its name', () => {
    const cell = { ...verdict('claude-api', 'down').cell, provider: 'anthropic' };
    expect(is('down', { cell: { ...cell, model: 'opus', region: 'eu' } })?.title).toBe(
      'opus at Claude API in eu is down',
    );
    expect(is('down', { cell: { ...cell, credential: 0 } })).toMatchObject({
      type: 'key.refused',
      severity: 'warning',
      title: 'Key 1 of anthropic is refused',
    });
    expect(is('healthy', { cell: { ...cell, credential: 0 } })).toMatchObject({ type: 'key.well', ends: true });
  });
});

describe('what a page says', () => {
  const open = past('x', 'chatgpt', 1, 60, { title: 'Errors', level: 'major', imported: false });
  const official = open.official === null ? null : { ...open.official, endedAtMs: null, stage: 'identified' as const };
  const says = (change: 'opened' | 'posted' | 'updated' | 'closed', more: Partial<typeof open> = {}): Alert | null =>
    told({ kind: 'incident', change, incident: { ...open, official, ...more } });

  it('is told in its words, from posted to resolved', () => {
    expect(says('posted')).toMatchObject({
      type: 'official.posted',
      episode: 'official:claude:official-x',
      severity: 'warning',
      title: 'The status page of ChatGPT says: Errors',
      lines: ['This incident has been resolved.'],
      surface: 'chatgpt',
      byPage: true,
      url: 'https://status.claude.com/history',
    });
    expect(says('updated')).toMatchObject({ type: 'official.updated', severity: 'warning', ends: false });
    expect(says('updated', { official: open.official })).toMatchObject({ type: 'official.resolved', ends: true });
    expect(says('updated')?.id).toBe(says('posted')?.id);
    expect(says('closed')).toBeNull();
    expect(says('opened')).toBeNull();
    expect(told({ kind: 'incident', change: 'updated', incident: incident('y', 'chatgpt') })).toBeNull();
    expect(says('posted', { surface: '' })).toMatchObject({
      title: 'The status page of claude says: Errors',
      surface: null,
    });
  });

  it('is only one more thing to know where we see it ourselves, with who was first', () => {
    const observed = {
      cells: [],
      startedAtMs: 0,
      foundAtMs: (official?.postedAtMs ?? 0) - 21 * MINUTE,
      endedAtMs: null,
      evidence: [],
    };
    expect(says('posted', { observed })).toMatchObject({ severity: 'info' });
    expect(says('updated', { observed: { ...observed, endedAtMs: NOW } })).toMatchObject({ severity: 'info' });
    expect(says('posted', { observed })?.lines).toContain('It was seen here 21 min before that.');
  });

  it('of maintenance is told with its times, and that it is over', () => {
    const maintenance: Maintenance = {
      id: 'm',
      title: 'Database',
      url: '',
      surfaces: ['chatgpt', 'claude-api'],
      fromMs: NOW,
      toMs: NOW + 30 * MINUTE,
      stage: 'scheduled',
    };
    expect(told({ kind: 'maintenance', maintenance })).toMatchObject({
      type: 'maintenance.ahead',
      title: 'Maintenance of ChatGPT, Claude API: Database',
      lines: ['From 2026-11-25 12:00 to 2026-11-25 12:30, UTC.'],
      url: null,
      untilMs: NOW + 30 * MINUTE,
    });
    expect(told({ kind: 'maintenance', maintenance: { ...maintenance, stage: 'completed' } })).toMatchObject({
      type: 'maintenance.over',
      ends: true,
    });
  });

  it('is missed when it cannot be read', () => {
    const blind = source('claude', 'Claude', ['claude-api'], { state: 'blocked', why: 'it refuses to answer (403)' });
    expect(told({ kind: 'source', source: blind, before: 'ok' })).toMatchObject({
      type: 'source.blind',
      lines: ['it refuses to answer (403)'],
    });
    const well = source('claude', 'Claude', ['claude-api']);
    expect(told({ kind: 'source', source: well, before: 'blocked' })).toMatchObject({
      type: 'source.back',
      ends: true,
    });
    expect(told({ kind: 'source', source: { ...well, state: 'unasked' }, before: 'ok' })).toBeNull();
  });
});

describe('a standby', () => {
  it('that nobody has seen at work is told, and that somebody has', () => {
    const of = (proven: boolean): Alert | null =>
      told({ kind: 'standby', target: 'openai/gpt-5.6', route: 'main', proven });
    expect(of(false)).toMatchObject({ type: 'standby.unproven', severity: 'warning', ends: false });
    expect(of(true)).toMatchObject({ type: 'standby.proven', ends: true, episode: of(false)?.episode });
  });
});

it('nothing is more severe than the table says', () => {
  for (const condition of ['suspected', 'degraded', 'down'] as const) {
    const { type, severity } = is(condition) ?? {};
    expect(Object.entries(WORST)).toContainEqual([type, severity]);
  }
});
