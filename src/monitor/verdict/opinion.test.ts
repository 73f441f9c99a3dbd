import { describe, expect, it } from 'vitest';
import { regionWord } from '../../model/scope.ts';
import { opinionOf } from './opinion.ts';
import { cell, incident, lamp, MINUTE_MS, NINE_MS, page, play, SECOND_MS, times } from './testing/play.ts';

const OPUS = cell('claude-api', 'claude-opus-4-7');

describe('what the page says', () => {
  it('is one factor, not sixty: an hour of red beside good traffic condemns nobody', () => {
    const p = play(['claude-api']);
    p.calls(OPUS, times(20, 'well'));
    p.pages([page('claude-api', 'major')]);
    const bad: number[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      p.calls(OPUS, times(6, 'well'), { everyMs: 10 * SECOND_MS });
      bad.push(p.of('claude-api')?.bad ?? 1);
    }
    expect(p.changes.map(({ verdict }) => verdict.condition)).not.toContain('degraded');
    expect(bad.at(-1)).toBeLessThan(bad.at(5) ?? 0);
    expect(p.of('claude-api')?.disagreements[0]).toMatch(
      /^The official page says major outage, checked 38 s ago, but \d+ requests were answered/,
    );
  });

  it('makes us sure sooner', () => {
    const enough = (pages: 'partial' | 'operational'): number => {
      const p = play(['claude-api']);
      p.pages([page('claude-api', pages)]);
      p.calls(OPUS, times(30, 'well'), { everyMs: 20 * SECOND_MS });
      for (let call = 1; call < 60; call += 1) {
        p.calls(OPUS, [call % 3 === 0 ? 500 : 'well'], { everyMs: 20 * SECOND_MS });
        if (p.condition('claude-api') === 'degraded') return call;
      }
      return 60;
    };
    expect(enough('partial')).toBeLessThan(enough('operational'));
  });

  it.each([
    ['major', 'down'],
    ['partial', 'degraded'],
    ['degraded', 'degraded'],
    ['operational', 'healthy'],
    ['unknown', 'unknown'],
  ] as const)('is all there is for what we do not call: %s', (level, condition) => {
    const p = play(['claude-app']);
    p.pages([page('claude-app', level)]);
    p.wait(MINUTE_MS);
    expect(p.condition('claude-app')).toBe(condition);
  });

  it('is not green when it cannot be read', () => {
    const p = play(['claude-app']);
    p.pages([page('claude-app', 'blocked')]);
    p.wait(MINUTE_MS);
    expect(p.of('claude-app')).toMatchObject({
      condition: 'unknown',
      blind: [
        'The status page of claude-app is not verified: it answers with a challenge (405)',
        'Nothing was asked of it yet',
      ],
    });
  });

  it('of one region weighs there, is told of that region, and condemns no other', () => {
    const scope = [regionWord('us-east-1')];
    const pages = [page('bedrock', { incidents: [incident('bedrock', { level: 'major', scope })] })];
    const opinion = (region: string | null): string =>
      opinionOf(pages, { surface: 'bedrock', model: 'claude-opus-4-7', region }, NINE_MS).stand;
    expect([opinion('us-east-1'), opinion('eu-west-1'), opinion(null)]).toEqual(['trouble', 'elsewhere', 'elsewhere']);
    const p = play(['bedrock']);
    p.pages(pages);
    p.calls({ ...cell('bedrock'), region: 'eu-west-1' }, times(20, 'well'), { everyMs: 10 * SECOND_MS });
    expect(p.condition('bedrock')).toBe('healthy');
    const told = p.book.verdicts().filter(({ condition }) => condition === 'down');
    expect(told.map(({ cell: { model, region } }) => [model, region])).toEqual([[null, 'us-east-1']]);
  });

  it('of a model that was taken away is about this model only, however red the lamps are', () => {
    const p = play(['claude-api', 'claude-app']);
    const withdrawn = (surface: string) =>
      page(surface, {
        components: [lamp(surface, 'major')],
        incidents: [incident(surface, { title: 'Suspended access to Mythos 5', level: 'major', scope: ['mythos'] })],
      });
    p.pages([withdrawn('claude-api'), withdrawn('claude-app')]);
    p.calls(OPUS, times(30, 'well'), { everyMs: MINUTE_MS });
    expect(p.book.verdicts().map((one) => [one.cell.surface, one.cell.model, one.condition])).toEqual([
      ['claude-api', null, 'healthy'],
      ['claude-api', 'mythos', 'down'],
      ['claude-app', null, 'healthy'],
      ['claude-app', 'mythos', 'down'],
    ]);
  });

  it('of an incident that nobody has closed for days is forgotten while its lamp is green', () => {
    const p = play(['claude-app']);
    const old = incident('claude-app', { startedAtMs: Date.UTC(2026, 10, 10), postedAtMs: null });
    p.pages([page('claude-app', { components: [lamp('claude-app', 'operational')], incidents: [old] })]);
    p.wait(MINUTE_MS);
    expect(p.condition('claude-app')).toBe('healthy');
    p.pages([page('claude-app', { components: [lamp('claude-app', 'partial')], incidents: [old] })]);
    p.wait(MINUTE_MS);
    expect(p.condition('claude-app')).toBe('degraded');
  });

  it('in a maintenance is said, and changes nothing else', () => {
    const p = play(['claude-api']);
    const maintenance = {
      id: 'm',
      title: 'New database',
      url: 'https://status.example/m',
      surfaces: ['claude-api'],
      fromMs: 0,
      toMs: null,
      stage: 'under-way',
    } as const;
    p.pages([page('claude-api', { components: [lamp('claude-api', 'maintenance')], maintenances: [maintenance] })]);
    p.calls(OPUS, times(10, 'well'));
    p.calls(OPUS, times(10, 503));
    p.wait(10 * SECOND_MS);
    expect(p.of('claude-api')).toMatchObject({
      condition: 'down',
      evidence: [{ text: 'Maintenance is under way: “New database”' }, {}],
    });
    expect(p.changes.at(-1)).toMatchObject({ maintenance: 'New database' });
  });
});
