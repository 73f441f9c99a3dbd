import { Registry } from '@prometheus-io/client';
import { expect, it } from 'vitest';
import { ago, handMade, incident, NOW } from '../../../test/fixtures/monitor.ts';
import { STORY } from '../../../test/fixtures/monitor-story.ts';
import type { Tiding } from '../../model/monitor.ts';
import { leadMetrics } from './provider-metrics.ts';

type Change = Extract<Tiding, { readonly kind: 'incident' }>['change'];

const seen = (foundAtMs: number) => ({ cells: [], startedAtMs: foundAtMs, foundAtMs, endedAtMs: null, evidence: [] });
const told = (postedAtMs: number | null) =>
  ({
    page: 'claude',
    id: 'i1',
    url: '',
    stage: 'investigating',
    scope: [],
    startedAtMs: ago(60),
    postedAtMs,
    endedAtMs: null,
    updates: [],
  }) as const;

it.each<readonly [string, number, number, readonly Change[], number | null]>([
  ['the page was behind', ago(20), ago(5), ['posted', 'updated', 'closed'], 900],
  ['the page was first', ago(5), ago(20), ['updated', 'updated', 'closed'], -900],
  ['the page was read late', ago(90), ago(80), ['posted', 'updated'], 600],
  ['it was counted before a restart', ago(90), ago(80), ['updated', 'closed'], null],
])('an incident is counted once with its lead: %s', async (_, foundAtMs, postedAtMs, changes, lead) => {
  const registry = new Registry();
  const { monitor, change } = handMade({ ...STORY, nowMs: NOW });
  const stop = leadMetrics(registry, monitor, ago(30));
  const one = incident('x', 'claude-api', { observed: seen(foundAtMs), official: told(postedAtMs) });
  change({}, { kind: 'incident', incident: { ...one, observed: null }, change: 'opened' });
  for (const what of changes) change({}, { kind: 'incident', incident: one, change: what });
  stop();
  const text = await registry.metrics();
  const [, sum = null] = /_sum\{surface="claude-api"\} (\S+)/.exec(text) ?? [];
  const [, count = '0'] = /_count\{surface="claude-api"\} (\S+)/.exec(text) ?? [];
  expect([sum === null ? null : Number(sum), Number(count)]).toEqual([lead, lead === null ? 0 : 1]);
});
