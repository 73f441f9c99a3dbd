import type { CallSite } from '../../model/audit.ts';
import { providerOf } from '../../providers/index.ts';
import { counted, listed } from '../../page/words.ts';
import type { JoinedRung } from '../workflows/ladder.ts';
import { RUNG_KINDS } from '../workflows/rungs.ts';
import { type Service, serviceOf } from '../workflows/service.ts';
import type { Known } from '../workflows/sources.ts';
import { isEnough } from '../workflows/verdict.ts';
import type { Report } from './report.ts';

/** Something that ways stand on, and that they are gone without. */
export type Node = {
  readonly id: string;
  readonly kind: 'gateway' | 'service' | 'company' | 'edge' | 'models';
  readonly name: string;
};

/** One way in which something is served. It is gone when any of its nodes is; one without nodes nothing that is known takes away. */
export type Way = {
  readonly id: string;
  readonly name: string;
  readonly asksModel: boolean;
  readonly nodes: readonly Node[];
};

/** Something that somebody relies on: a workflow, or calls that are alike where nobody has named workflows. */
export type Need = {
  readonly id: string;
  readonly name: string;
  readonly isCritical: boolean;
  /** What leads to its ways: a route of the gateway, calls in code, or people themselves. Null where it is calls itself. */
  readonly via: { readonly id: string; readonly name: string } | null;
  /** It stands as long as each part has a way left; the first of each serves first. Empty: nobody knows what it stands on. */
  readonly parts: readonly (readonly Way[])[];
};

/** Everything that is relied on in a report, and what it stands on. */
export function needsOf({ assessment, scan }: Report): readonly Need[] {
  if (assessment !== null && assessment.workflows.length > 0)
    return withoutEchoes(assessment.workflows.map(({ known }) => needOf(known)));
  const alike = Map.groupBy(
    scan.sites.filter(({ use }) => use === 'production'),
    ({ providers, fallback }) => JSON.stringify([providers.value, fallback.value]),
  );
  return withoutEchoes([...alike.values()].map(callsNeed)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const has = (way: Way, id: string): boolean => way.nodes.some((node) => node.id === id);

/** Where nobody but a company serves its models both are lost together, and its own name says it all. */
function withoutEchoes(needs: readonly Need[]): readonly Need[] {
  const ways = needs.flatMap(({ parts }) => parts.flat());
  const isEcho = ({ id, kind }: Node): boolean => {
    const company = id.replace(/^models:/, 'company:');
    return kind === 'models' && ways.every((way) => has(way, id) === has(way, company));
  };
  const echoes = new Set(
    nodesOf(needs)
      .filter(isEcho)
      .map(({ id }) => id),
  );
  const heard = (way: Way): Way => ({ ...way, nodes: way.nodes.filter(({ id }) => !echoes.has(id)) });
  return needs.map((need) => ({ ...need, parts: need.parts.map((some) => some.map(heard)) }));
}

function needOf({ workflow, route, code, first, ladder }: Known): Need {
  const { id, name = id } = workflow;
  const via =
    route !== null
      ? { id: `route:${route.name}`, name: `route ${route.name}` }
      : code !== null && code.sites.length > 0
        ? { id: `code:${id}`, name: counted(code.sites.length, 'call') }
        : { id: `people:${id}`, name: 'no code' };
  const standbys = ladder.filter((rung) => isEnough(rung, workflow)).flatMap((rung) => rungWay(rung, route !== null));
  const parts = first.map(({ service }) => [serviceWay(service, route !== null), ...standbys]);
  return { id, name, isCritical: workflow.criticality === 'critical', via, parts };
}

/** Null where nobody says who answers then: nothing can be relied on that nobody knows. */
function rungWay({ kind, service, text, by }: JoinedRung, hasGateway: boolean): readonly Way[] {
  const { asksModel, name } = RUNG_KINDS[kind];
  const isBehind = hasGateway && by === 'configuration';
  if (service !== null) return [serviceWay(service, isBehind)];
  if (asksModel) return [];
  return [
    { id: `own:${kind}:${text}`, name: text === '' ? name : text, asksModel: false, nodes: isBehind ? [GATEWAY] : [] },
  ];
}

const GATEWAY: Node = { id: 'gateway', kind: 'gateway', name: 'your own gateway' };

function serviceWay(service: Service, isBehindGateway: boolean): Way {
  const { id, name, companies, edges, maker, isHere } = service;
  const nodes: readonly Node[] = [
    ...(isBehindGateway ? [GATEWAY] : []),
    { id: `service:${id}`, kind: 'service', name },
    ...companies.map((one): Node => ({ id: `company:${one}`, kind: 'company', name: nameOf(one) })),
    ...edges.map((one): Node => ({ id: `edge:${one}`, kind: 'edge', name: nameOf(one) })),
    ...(isHere ? [] : [{ id: `models:${maker}`, kind: 'models', name: `models of ${nameOf(maker)}` } as const]),
  ];
  return { id: `service:${id}`, name, asksModel: true, nodes };
}

const NAMES: Readonly<Record<string, string>> = { 'this-machine': 'this machine', google: 'Google', meta: 'Meta' };

function nameOf(domain: string): string {
  return NAMES[domain] ?? providerOf(domain)?.name ?? domain.charAt(0).toUpperCase() + domain.slice(1);
}

function callsNeed(sites: readonly CallSite[]): Need {
  const [site] = sites;
  const files = [...new Set(sites.map(({ file }) => file.split('/').at(-1) ?? file))];
  const name = `${counted(sites.length, 'call')} in ${files.length > 2 ? counted(files.length, 'file') : listed(files)}`;
  const id = `calls:${site?.id ?? ''}`;
  const providers = site?.providers.value ?? 'unknown';
  const fallback = site?.fallback.value ?? 'unknown';
  const standbys = fallback === 'unknown' ? [] : fallbackWays(fallback);
  const first = providers === 'unknown' ? [] : providers.map((one) => serviceWay(serviceOf(one), false));
  return { id, name, isCritical: false, via: null, parts: first.map((way) => [way, ...standbys]) };
}

function fallbackWays({ kind, to }: Exclude<CallSite['fallback']['value'], 'unknown'>): readonly Way[] {
  if (kind === 'none') return [];
  if (kind === 'static') return [{ id: 'own:static', name: 'a fixed answer', asksModel: false, nodes: [] }];
  return to.map((one) => serviceWay(serviceOf(one), false));
}

/** Every node, those first that most ways stand on. */
export function nodesOf(needs: readonly Need[]): readonly Node[] {
  const ways = needs.flatMap(({ parts }) => parts.flat());
  const uses = new Map<string, number>();
  const nodes = new Map<string, Node>();
  for (const node of ways.flatMap((way) => way.nodes)) {
    nodes.set(node.id, node);
    uses.set(node.id, (uses.get(node.id) ?? 0) + 1);
  }
  return [...nodes.values()].toSorted(
    (a, b) => (uses.get(b.id) ?? 0) - (uses.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1),
  );
}

type Gone = ReadonlySet<string>;

const isLeft = (gone: Gone) => (way: Way) => !way.nodes.some(({ id }) => gone.has(id));

/** Does it stand still without these nodes? What nobody knows of stands still with nothing, and is told apart by having no parts. */
export function stops({ parts }: Need, gone: Gone): boolean {
  return parts.some((ways) => !ways.some(isLeft(gone)));
}

/** Is no model left to it without these nodes, whether or not it goes on with less? */
export function losesAi({ parts }: Need, gone: Gone): boolean {
  return parts.some((ways) => !ways.filter(({ asksModel }) => asksModel).some(isLeft(gone)));
}

/** What follows when a node is gone. */
export type Loss = { readonly node: Node; readonly stopped: readonly Need[]; readonly withoutAi: readonly Need[] };

/** Every node and what is lost with it, the worst first: critical needs before others, those that stop before those that lose their AI. */
export function lossesOf(needs: readonly Need[]): readonly Loss[] {
  const losses = nodesOf(needs).map((node): Loss => {
    const gone = new Set([node.id]);
    return {
      node,
      stopped: needs.filter((need) => stops(need, gone)),
      withoutAi: needs.filter((need) => losesAi(need, gone)),
    };
  });
  const critical = (of: readonly Need[]): number => of.filter(({ isCritical }) => isCritical).length;
  return losses.toSorted(
    (a, b) =>
      critical(b.stopped) - critical(a.stopped) ||
      b.stopped.length - a.stopped.length ||
      critical(b.withoutAi) - critical(a.withoutAi) ||
      b.withoutAi.length - a.withoutAi.length,
  );
}

/** What may fail at once and stops something, with nothing in it that is not needed for that. */
export type Cut = { readonly nodes: readonly Node[]; readonly stopped: readonly Need[] };

/**
 * Every smallest set of one or two nodes without which something stands still. Services are left out: each stands on a company, which is
 * a node of its own.
 */
export function cutsOf(needs: readonly Need[]): readonly Cut[] {
  const found = new Map<string, { nodes: readonly Node[]; stopped: Need[] }>();
  for (const need of needs) {
    for (const nodes of smallest(need.parts.flatMap(cutsOfPart))) {
      const key = keyOf(nodes);
      const cut = found.get(key) ?? { nodes, stopped: [] };
      cut.stopped.push(need);
      found.set(key, cut);
    }
  }
  return [...found.values()].toSorted(
    (a, b) =>
      a.nodes.length - b.nodes.length ||
      b.stopped.length - a.stopped.length ||
      (keyOf(a.nodes) < keyOf(b.nodes) ? -1 : 1),
  );
}

const keyOf = (nodes: readonly Node[]): string => nodes.map(({ id }) => id).join('\n');

/** One node of the first way has to be in every set; if that is not enough, one more, of the first way that is left then. */
function cutsOfPart(ways: readonly Way[]): readonly (readonly Node[])[] {
  const own = ways.map(({ nodes }) => nodes.filter(({ kind }) => kind !== 'service'));
  const [first = []] = own;
  return first.flatMap((node) => {
    const left = own.filter((nodes) => !nodes.some(({ id }) => id === node.id));
    const [next = []] = left;
    if (left.length === 0) return [[node]];
    return next
      .filter((other) => left.every((nodes) => nodes.some(({ id }) => id === other.id)))
      .map((other) => [node, other].toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  });
}

/** Without doubles, and without those in which a smaller one is. */
function smallest(cuts: readonly (readonly Node[])[]): readonly (readonly Node[])[] {
  const alone = new Set(cuts.flatMap(([node, other]) => (node !== undefined && other === undefined ? [node.id] : [])));
  const kept = cuts.filter((nodes) => nodes.length === 1 || !nodes.some(({ id }) => alone.has(id)));
  return [...new Map(kept.map((nodes) => [keyOf(nodes), nodes])).values()];
}

/** What a standby shares with what it stands in for, so that both may be gone at once. */
export type Shared = {
  readonly node: Node;
  readonly need: Need;
  readonly first: string;
  readonly standbys: readonly string[];
};

export function sharedIn(needs: readonly Need[]): readonly Shared[] {
  return needs.flatMap((need) =>
    need.parts.flatMap(([first, ...standbys]) =>
      (first?.nodes ?? []).flatMap((node): readonly Shared[] => {
        const sharing = standbys.filter(({ nodes }) => nodes.some(({ id }) => id === node.id));
        const isTold = node.kind !== 'service' && sharing.length > 0;
        return isTold ? [{ node, need, first: first?.name ?? '', standbys: sharing.map(({ name }) => name) }] : [];
      }),
    ),
  );
}
