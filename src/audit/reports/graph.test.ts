import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Workflow } from '../workflows/schema.ts';
import { cutsOf, lossesOf, losesAi, needsOf, type Need, nodesOf, sharedIn, stops, type Way } from './graph.ts';
import { fact, report, scanOf, site } from './testing/reports.ts';

const KINDS = ['company', 'edge', 'models', 'gateway'] as const;

const way: fc.Arbitrary<Way> = fc
  .record({ asksModel: fc.boolean(), nodes: fc.uniqueArray(fc.nat(7), { maxLength: 4 }) })
  .map(({ asksModel, nodes }) => ({
    id: `way-${nodes.join('-')}`,
    name: 'a way',
    asksModel,
    nodes: nodes.map((at) => ({ id: `node-${at}`, kind: KINDS[at % 4] ?? 'company', name: `Node ${at}` })),
  }));

const needs: fc.Arbitrary<readonly Need[]> = fc.array(
  fc
    .record({
      parts: fc.array(fc.array(way, { minLength: 1, maxLength: 4 }), { maxLength: 3 }),
      isCritical: fc.boolean(),
    })
    .map(({ parts, isCritical }) => ({
      id: JSON.stringify(parts.map((ways) => ways.map(({ id }) => id))),
      name: 'a need',
      isCritical,
      via: { id: 'via', name: 'via' },
      parts,
    })),
  { maxLength: 4 },
);

/** All sets of one or two nodes that stop a need and of which no smaller part does. */
function allCuts(need: Need): readonly string[] {
  const ids = nodesOf([need]).map(({ id }) => id);
  const isCut = (...gone: readonly string[]): boolean => stops(need, new Set(gone));
  const single = ids.filter((id) => isCut(id));
  const rest = ids.filter((id) => !single.includes(id));
  const pairs = rest.flatMap((one, at) =>
    rest.slice(at + 1).flatMap((other) => (isCut(one, other) ? [[one, other]] : [])),
  );
  return [...single, ...pairs.map((pair) => pair.toSorted().join(' '))].toSorted();
}

describe('what everything hangs on', () => {
  it('finds the very sets of one or two nodes that trying out all of them finds', () => {
    fc.assert(
      fc.property(needs, (all) => {
        for (const need of all) {
          const found = cutsOf([need]).map(({ nodes }) => nodes.map(({ id }) => id).join(' '));
          expect(found.toSorted()).toEqual(allCuts(need));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('stops no more with fewer nodes gone, and never before the AI is gone where all ways ask a model', () => {
    fc.assert(
      fc.property(needs, fc.uniqueArray(fc.nat(7)), fc.nat(7), (all, some, more) => {
        const gone = new Set(some.map((at) => `node-${at}`));
        const wider = new Set([...gone, `node-${more}`]);
        for (const need of all) {
          if (stops(need, gone)) expect(stops(need, wider)).toBe(true);
          if (losesAi(need, gone)) expect(losesAi(need, wider)).toBe(true);
          if (stops(need, gone)) expect(losesAi(need, gone)).toBe(true);
        }
      }),
    );
  });

  it('says of each node what is lost without it, and of cuts of one node the same', () => {
    fc.assert(
      fc.property(needs, (all) => {
        const alone = new Map(
          cutsOf(all).flatMap(({ nodes: [node, other], stopped }) =>
            node === undefined || other !== undefined ? [] : [[node.id, stopped.map(({ id }) => id)] as const],
          ),
        );
        for (const { node, stopped } of lossesOf(all))
          expect(stopped.map(({ id }) => id)).toEqual(alone.get(node.id) ?? []);
      }),
    );
  });
});

const flow = (id: string, changes: Partial<Workflow> = {}): Workflow => ({ id, uses: ['anthropic'], ...changes });

describe('the graph of a report', () => {
  it('names a company and an edge network that take everything along, and a standby that goes with them', () => {
    const needed = needsOf(
      report(scanOf(), [
        flow('alone', { criticality: 'critical' }),
        flow('two', { ladder: [{ rung: 'other-provider', service: 'openai', automatic: true }] }),
        flow('own', { ladder: [{ rung: 'template', text: 'a form' }] }),
      ]),
    );
    const cuts = cutsOf(needed).map(({ nodes, stopped }) => [
      nodes.map(({ name }) => name).join(' and '),
      stopped.map(({ id }) => id).join(' '),
    ]);
    expect(cuts).toEqual([
      ['Cloudflare', 'alone two'],
      ['Anthropic', 'alone'],
      ['Anthropic and OpenAI', 'two'],
    ]);
    expect(sharedIn(needed).map(({ node, need, standbys }) => [node.name, need.id, standbys])).toEqual([
      ['Cloudflare', 'two', ['OpenAI API']],
    ]);
    const [worst] = lossesOf(needed);
    expect([worst?.node.name, worst?.stopped.length, worst?.withoutAi.length]).toEqual(['Cloudflare', 2, 3]);
  });

  it('tells the models of a maker apart where somebody else serves them, too', () => {
    const needed = needsOf(
      report(scanOf(), [
        flow('reply', {
          uses: ['anthropic/claude-sonnet-5-5'],
          ladder: [
            { rung: 'same-model-elsewhere', service: 'bedrock/anthropic.claude-sonnet-5-5', automatic: true },
            { rung: 'other-provider', service: 'groq', automatic: true },
          ],
        }),
      ]),
    );
    expect(cutsOf(needed).map(({ nodes }) => nodes.map(({ name }) => name))).toEqual([['Groq', 'models of Anthropic']]);
    expect(sharedIn(needed).map(({ node, standbys }) => [node.name, standbys])).toEqual([
      ['models of Anthropic', ['Amazon Bedrock']],
    ]);
  });

  it('takes nothing that nobody knows for something to rely on', () => {
    const [unknown, claimed] = needsOf(
      report(scanOf(), [flow('unknown', { uses: [] }), flow('claimed', { ladder: [{ rung: 'other-provider' }] })]),
    );
    expect(unknown?.parts).toEqual([]);
    expect(claimed?.parts.map((ways) => ways.length)).toEqual([1]);
  });

  it('puts calls together that are alike, where nobody has named workflows', () => {
    const sites = [
      site(),
      site({ id: 'b', line: 20 }),
      site({ id: 'c', providers: fact<readonly string[]>(['anthropic']), file: 'src/a.ts' }),
      site({ id: 'd', use: 'test' }),
    ];
    const needed = needsOf(report(scanOf({ sites })));
    expect(needed.map(({ name, parts }) => [name, parts[0]?.[0]?.name])).toEqual([
      ['1 call in a.ts', 'Claude API'],
      ['2 calls in reply.ts', 'OpenAI API'],
    ]);
  });
});
