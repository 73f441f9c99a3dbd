import type { Need, Node, Way } from '../graph.ts';

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
  const nodes = ways.flatMap(({ way }) => way.nodes.filter(isDrawn));
  const columns: readonly (readonly [string, readonly Box[]])[] = [
    [
      needs.some(({ via }) => via !== null) ? 'Workflow' : 'Calls',
      needs.map(({ id, name }) => ({ id: needId(id), name, tone: '' })),
    ],
    ['Way', needs.flatMap(({ via }) => (via === null ? [] : [{ ...via, tone: '' } as const]))],
    ['Who answers', ways.map(({ way: { id, name, asksModel } }) => ({ id, name, tone: asksModel ? '' : 'own' }))],
    ['What that stands on', nodes.map(({ id, name }) => ({ id, name, tone: sole.has(id) ? 'sole' : '' }))],
  ];
  return { columns: placed(columns, lines), lines };
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

/** A service is drawn as the way, and a gateway as what leads to it. */
const isDrawn = ({ kind }: Node): boolean => kind !== 'service' && kind !== 'gateway';

function standing({ id, nodes }: Way): readonly Line[] {
  return nodes.filter(isDrawn).map((node) => ({ from: id, to: node.id, isStandby: false }));
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

/** Each box once, and as far down as what leads to it, so that few lines cross. */
function placed(columns: readonly (readonly [string, readonly Box[]])[], lines: readonly Line[]): readonly Column[] {
  const down = new Map<string, number>();
  return columns.flatMap(([title, all]) => {
    const once = [...new Map(all.map((box) => [box.id, box])).values()];
    if (once.length === 0) return [];
    const wish = wishOf(lines, down);
    const boxes = once.toSorted((a, b) => wish(a) - wish(b));
    for (const [at, { id }] of boxes.entries()) down.set(id, (at + 0.5) / boxes.length);
    return [{ title, boxes }];
  });
}

function wishOf(lines: readonly Line[], down: ReadonlyMap<string, number>): (box: Box) => number {
  return ({ id }) => {
    const before = lines.flatMap(({ from, to }) => (to === id ? (down.get(from) ?? []) : []));
    return before.length === 0 ? 0 : before.reduce((sum, one) => sum + one, 0) / before.length;
  };
}
