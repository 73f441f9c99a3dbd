import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../../../test/fixtures/schemas.ts';
import type { Workflow } from '../../workflows/schema.ts';
import { fact, HOSTILE, hostileReport, report, scanOf, site } from '../testing/reports.ts';
import { renderCycloneDx } from './cyclonedx.ts';
import { inventoryOf } from './inventory.ts';
import { renderSpdx } from './spdx.ts';

type Named = { readonly name: string; readonly value: string };

function cycloneDx(of: Parameters<typeof renderCycloneDx>[0]) {
  const rendered = renderCycloneDx(of);
  expect(problemsOf('cyclonedx-1.6', rendered)).toEqual([]);
  return JSON.parse(rendered);
}

function spdx(of: Parameters<typeof renderSpdx>[0]) {
  const rendered = renderSpdx(of);
  expect(problemsOf('spdx-3.0.1', rendered)).toEqual([]);
  return JSON.parse(rendered)['@graph'];
}

const sites = [
  site(),
  site({ id: 'two', line: 20, use: 'test' }),
  site({ id: 'three', file: 'src/other.ts', providers: fact<readonly string[]>('unknown'), model: fact('azure/{}') }),
  site({
    id: 'four',
    file: 'src/claude.ts',
    providers: fact<readonly string[]>(['anthropic']),
    model: fact('claude-sonnet-5-5'),
    address: fact('https://api.anthropic.com/v1/messages'),
  }),
];

const workflows: readonly Workflow[] = [
  {
    id: 'reply',
    calls: [{ site: 'src/reply.ts#draftReply' }],
    rto: '10m',
    ladder: [{ rung: 'other-provider', service: 'mistral', automatic: true }],
    evidence: [
      { kind: 'drill', scenario: 'provider-down', at: '2026-11-01', result: 'pass', recovered: '12s' },
      { kind: 'incident', scenario: 'provider-down', at: '2026-10-01', result: 'fail', by: 'A. Kim' },
      { kind: 'tabletop', scenario: 'brownout', at: '2026-10-01', result: 'pass' },
    ],
  },
  { id: 'search', uses: ['chatgpt'] },
];

describe('the official schemas', () => {
  it('object to what is wrong', () => {
    const [bom, graph] = [JSON.parse(renderCycloneDx(report())), JSON.parse(renderSpdx(report()))];
    bom.components[0].type = 'model';
    expect(problemsOf('cyclonedx-1.6', JSON.stringify(bom)).join()).toContain('#/components/0/type');
    graph['@graph'].at(-1).oops = 1;
    expect(problemsOf('spdx-3.0.1', JSON.stringify(graph))).not.toEqual([]);
  });
});

describe('what is used', () => {
  it('has every call once, and nothing that is not known under a name', () => {
    const { models, services } = inventoryOf(report(scanOf({ sites }), workflows));
    expect(
      models
        .flatMap((one) => one.sites)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(sites.map(({ id }) => id).toSorted());
    expect(models.map(({ ref, name }) => [ref, name])).toEqual([
      ['model:?/?', null],
      ['model:claude-api/claude-sonnet-5-5', 'claude-sonnet-5-5'],
      ['model:openai-api/gpt-5.6', 'gpt-5.6'],
    ]);
    expect(services.map(({ service, isStandby }) => [service.id, isStandby])).toEqual([
      ['chatgpt', false],
      ['claude-api', false],
      ['mistral-api', true],
      ['openai-api', false],
    ]);
  });

  it('has addresses where they stand in the code as a whole', () => {
    const { services } = inventoryOf(report(scanOf({ sites })));
    expect(services.flatMap(({ endpoints }) => endpoints)).toEqual(['https://api.anthropic.com/v1/messages']);
  });
});

describe('a bill of materials in CycloneDX', () => {
  const bom = cycloneDx(report(scanOf({ sites }), workflows));

  it('has models with their calls as evidence, what is only in tests apart', () => {
    const model = (ref: string) =>
      bom.components.find((one: Readonly<Record<string, unknown>>) => one['bom-ref'] === ref);
    expect(model('model:openai-api/gpt-5.6')).toMatchObject({
      type: 'machine-learning-model',
      scope: 'required',
      supplier: { name: 'OpenAI API' },
      evidence: { occurrences: [{ location: 'src/reply.ts', line: 7, symbol: 'draftReply' }, { line: 20 }] },
    });
    expect(model('model:?/?')).toMatchObject({ name: 'not known' });
    expect(model('model:?/?').supplier).toBeUndefined();
    const tests = cycloneDx(report(scanOf({ sites: [site({ use: 'test' })] })));
    expect(tests.components).toMatchObject([{ scope: 'excluded' }]);
  });

  it('leads from what is at work to who answers', () => {
    const on = Object.fromEntries(
      bom.dependencies.map(({ ref, dependsOn }: { ref: string; dependsOn: readonly string[] }) => [ref, dependsOn]),
    );
    expect(on['workflow:reply']).toEqual(['model:openai-api/gpt-5.6', 'service:openai-api', 'service:mistral-api']);
    expect(on['model:openai-api/gpt-5.6']).toEqual(['service:openai-api']);
    expect(on['workflow:search']).toEqual(['service:chatgpt']);
    for (const ref of Object.values(on).flat()) expect(Object.keys(on)).toContain(ref);
  });

  it('claims only what was tried, with what speaks for it and what against', () => {
    const { claims, evidence } = bom.declarations;
    expect(claims).toMatchObject([
      { target: 'workflow:reply', evidence: ['evidence:reply:1'], counterEvidence: ['evidence:reply:2'] },
    ]);
    expect(evidence).toHaveLength(3);
    expect(evidence[0]).toMatchObject({ created: '2026-11-01T00:00:00Z', expires: '2027-01-30T00:00:00.000Z' });
    expect(cycloneDx(report()).declarations).toBeUndefined();
  });

  it('has a serial number that is the same for the same, and says what it was made from', () => {
    const one = report(scanOf({ sites }));
    const later = { ...one, about: { ...one.about, generatedAt: '2027-01-01T00:00:00.000Z' } };
    expect(cycloneDx(later).serialNumber).toBe(cycloneDx(one).serialNumber);
    expect(cycloneDx(report()).serialNumber).not.toBe(cycloneDx(one).serialNumber);
    expect(cycloneDx(one).metadata.properties).toEqual([
      { name: 'failsoft:scan', value: one.about.scanHash },
      { name: 'failsoft:partial', value: 'no' },
      { name: 'failsoft:open-unknowns', value: '1' },
    ]);
    expect(cycloneDx(one).compositions).toMatchObject([{ aggregate: 'incomplete' }]);
  });

  it('stays one whatever things are called', () => {
    const hostile = cycloneDx(hostileReport());
    const refs = [...hostile.components, ...hostile.services].map((one) => one['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    const calls = hostile.components.flatMap(
      (one: { readonly evidence?: { readonly occurrences: readonly unknown[] } }) => one.evidence?.occurrences ?? [],
    );
    expect(calls).toHaveLength(HOSTILE.length);
    const values = hostile.components.flatMap((one: { readonly properties: readonly Named[] }) => one.properties);
    for (const { value } of values) expect(value.length).toBeLessThanOrEqual(1_000);
  });
});

describe('a bill of materials in SPDX', () => {
  it('has a package for each model and each service without code, and asserts nothing that is not known', () => {
    const graph = spdx(report(scanOf({ sites }), workflows));
    const packages = graph.filter(({ type }: { readonly type: string }) => type === 'ai_AIPackage');
    expect(packages.map(({ name }: Named) => name)).toEqual([
      'NOASSERTION',
      'claude-sonnet-5-5',
      'gpt-5.6',
      'ChatGPT',
      'Mistral API',
    ]);
    for (const one of packages) {
      expect(one).toMatchObject({ software_packageVersion: 'NOASSERTION', software_downloadLocation: 'NOASSERTION' });
      expect(one.releaseTime).toBeUndefined();
      expect(graph.some(({ spdxId }: { readonly spdxId: string }) => spdxId === one.suppliedBy)).toBe(true);
    }
    const document = graph.find(({ type }: { readonly type: string }) => type === 'SpdxDocument');
    expect(document.profileConformance).not.toContain('ai');
    expect(document.comment).toMatch(/^Generated from scan [0-9a-f]{64} .*; partial: no; open unknowns: \d+\.$/);
    expect(graph.find(({ type }: { readonly type: string }) => type === 'Relationship')).toMatchObject({
      relationshipType: 'dependsOn',
      completeness: 'incomplete',
    });
  });

  it('is one with nothing in it, and whatever things are called', () => {
    expect(
      spdx(report(scanOf({ sites: [], findings: [] }))).some(
        ({ type }: { readonly type: string }) => type === 'ai_AIPackage',
      ),
    ).toBe(false);
    const hostile = spdx(hostileReport());
    const ids = hostile.map((one: Readonly<Record<string, unknown>>) => one['spdxId'] ?? one['@id']);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
