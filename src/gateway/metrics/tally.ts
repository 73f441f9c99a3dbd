import type { Metric, Registry } from '@prometheus-io/client';

type About<Labels extends readonly string[]> = {
  readonly name: string;
  readonly help: string;
  readonly labelNames: Labels;
  readonly registry: Registry;
};

/** What adds to the series of these labels, which stand in the order of their names; the same one each time. */
type Series<Labels extends readonly string[]> = (...labels: { readonly [K in keyof Labels]: string }) => Add;

export type Add = (by: number) => void;

type Value = { readonly labels: Record<string, string | number>; readonly value: number; readonly metricName: string };

/**
 * Numbers that every request adds to. Those of the library check and hash all labels for each addition, which together took a request
 * as long as its journal entry; here a few looks into maps do, and only who asks for the numbers has them put together.
 */
export function counts<const Labels extends readonly string[]>(about: About<Labels>): Series<Labels> {
  const all = shelves(() => {
    let value = 0;
    return { value: () => value, add: (by: number) => void (value += by) };
  });
  register(about, 'counter', () =>
    all.list().map(({ labels, has }) => ({
      labels: named(about.labelNames, labels),
      value: has.value(),
      metricName: about.name,
    })),
  );
  return (...labels) => all.of(labels).add;
}

/** How values are spread. `bounds`: the upper ends of the buckets, rising. */
export function spread<const Labels extends readonly string[]>(
  about: About<Labels>,
  bounds: readonly number[],
): Series<Labels> {
  const all = shelves(() => {
    const own: Spread = { within: new Float64Array(bounds.length), count: 0, sum: 0 };
    const add = (value: number): void => {
      const bucket = bounds.findIndex((bound) => value <= bound);
      if (bucket >= 0) own.within[bucket] = (own.within[bucket] ?? 0) + 1;
      own.count += 1;
      own.sum += value;
    };
    return { own, add };
  });
  register(about, 'histogram', () =>
    all
      .list()
      .flatMap(({ labels, has }) => valuesOf(has.own, { about, labels: named(about.labelNames, labels), bounds })),
  );
  return (...labels) => all.of(labels).add;
}

/** `within`: how many were in each bucket and in none below it. */
type Spread = { readonly within: Float64Array; count: number; sum: number };

type Printed = {
  readonly about: About<readonly string[]>;
  readonly labels: Readonly<Record<string, string>>;
  readonly bounds: readonly number[];
};

function valuesOf({ within, count, sum }: Spread, { about: { name }, labels, bounds }: Printed): readonly Value[] {
  let below = 0;
  const buckets = bounds.map((le, index) => {
    below += within[index] ?? 0;
    return { labels: { ...labels, le }, value: below, metricName: `${name}_bucket` };
  });
  return [
    ...buckets,
    { labels: { ...labels, le: '+Inf' }, value: count, metricName: `${name}_bucket` },
    { labels, value: sum, metricName: `${name}_sum` },
    { labels, value: count, metricName: `${name}_count` },
  ];
}

type Shelf<T> = { readonly next: Map<string, Shelf<T>>; has: T | null };

/** One thing for each row of words, found word by word: no key has to be put together. */
function shelves<T>(create: () => T): {
  readonly of: (words: readonly string[]) => T;
  readonly list: () => readonly { readonly labels: readonly string[]; readonly has: T }[];
} {
  const root: Shelf<T> = { next: new Map(), has: null };
  const all: { readonly labels: readonly string[]; readonly has: T }[] = [];
  return {
    of: (words) => {
      let at = root;
      for (const word of words) {
        let below = at.next.get(word);
        if (below === undefined) {
          below = { next: new Map(), has: null };
          at.next.set(word, below);
        }
        at = below;
      }
      if (at.has === null) {
        at.has = create();
        all.push({ labels: words, has: at.has });
      }
      return at.has;
    },
    list: () => all,
  };
}

function named(names: readonly string[], labels: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, labels[index] ?? '']));
}

function register(
  { name, help, registry }: About<readonly string[]>,
  type: string,
  values: () => readonly Value[],
): void {
  const metric = { name, get: async () => ({ name, help, type, values: values(), aggregator: 'sum' }) };
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- A registry asks for no more of a metric than its name and its values.
  registry.registerMetric(metric as unknown as Metric);
}
