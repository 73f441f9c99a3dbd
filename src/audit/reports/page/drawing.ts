import type { Need, Way } from '../graph.ts';

/** What stands in a picture: boxes in columns, and lines between them. */
export type Drawing = { readonly columns: readonly Column[]; readonly lines: readonly Line[] };

export type Column = { readonly title: string; readonly boxes: readonly Box[] };

export type Box = {
  readonly id: string;
  readonly name: string;
  /** `sole`: something stands still without it. `own`: it asks no model, or nobody knows it. */
  readonly tone: '' | 'sole' | 'own';
};

export type Line = {
  readonly from: string;
  readonly to: string;
  /** It leads only to what stands in. */
  readonly isStandby: boolean;
};

const UNKNOWN: Way = { id: 'unknown', name: 'nobody knows', asksModel: false, nodes: [] };

/** From needs over what leads to them and who answers to what that stands on. `sole`: ids of the nodes that stop something by themselves. */
export function drawingOf(needs: readonly Need[], sole: ReadonlySet<string>): Drawing {
  const ways = needs.flatMap(waysOf);
  const links = needs.flatMap((need) => linksOf(need));
  const lines = merged([...links, ...ways.flatMap(({ way }) => standing(way))]);
  const nodes = ways.flatMap(({ way }) => way.nodes.filter(({ kind }) => kind !== 'service' && kind !== 'gateway'));
  const columns: readonly (readonly [string, readonly Box[]])[] = [
    [
      needs.some(({ via }) => via !== null) ? 'Workflow' : 'Calls',
      needs.map(({ id, name }) => ({ id: needId(id), name, tone: '' })),
    ],
    ['Way', needs.flatMap(({ via }) => (via === null ? [] : [{ ...via, tone: '' } as const]))],
    ['Who answers', ways.map(({ way: { id, name, asksModel } }) => ({ id, name, tone: asksModel ? '' : 'own' }))],
    ['What that stands on', nodes.map(({ id, name }) => ({ id, name, tone: sole.has(id) ? 'sole' : '' }))],
  ];
  return {
    columns: columns.flatMap(([title, boxes]) => (boxes.length === 0 ? [] : [{ title, boxes: ordered(boxes, lines) }])),
    lines,
  };
}

const needId = (id: string): string => `need:${id}`;

function waysOf({ parts }: Need): readonly { readonly way: Way; readonly isStandby: boolean }[] {
  if (parts.length === 0) return [{ way: UNKNOWN, isStandby: false }];
  return parts.flatMap((ways) => ways.map((way, at) => ({ way, isStandby: at > 0 })));
}

function linksOf(need: Need): readonly Line[] {
  const own = needId(need.id);
  const from = need.via?.id ?? own;
  const links = waysOf(need).map(({ way, isStandby }) => ({ from, to: way.id, isStandby }));
  return need.via === null ? links : [{ from: own, to: from, isStandby: false }, ...links];
}

function standing({ id, nodes }: Way): readonly Line[] {
  return nodes.map((node) => ({ from: id, to: node.id, isStandby: false }));
}

/** A line that is of the first as well as of a standby is one of the first. */
function merged(lines: readonly Line[]): readonly Line[] {
  const kept = new Map<string, Line>();
  for (const line of lines) {
    const key = `${line.from}\n${line.to}`;
    const isStandby = line.isStandby && kept.get(key)?.isStandby !== false;
    kept.set(key, { ...line, isStandby });
  }
  return [...kept.values()];
}

/** Each once, beside what leads to it, so that few lines cross. */
function ordered(boxes: readonly Box[], lines: readonly Line[]): readonly Box[] {
  const rank = new Map([...new Set(lines.flatMap(({ from, to }) => [from, to]))].map((id, at) => [id, at]));
  const weight = ({ id }: Box): number => {
    const before = lines.filter(({ to }) => to === id).map(({ from }) => rank.get(from) ?? 0);
    return before.length === 0 ? (rank.get(id) ?? 0) : before.reduce((sum, at) => sum + at, 0) / before.length;
  };
  return [...new Map(boxes.map((box) => [box.id, box])).values()].toSorted((a, b) => weight(a) - weight(b));
}
