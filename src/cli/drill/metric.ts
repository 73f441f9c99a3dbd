import { setTimeout as wait } from 'node:timers/promises';
import type { Stop } from '../../engine/drills/drills.ts';
import { Fault } from '../../model/fault.ts';
import { at, type Json } from '../../model/json.ts';
import { tell } from '../running/client.ts';
import type { Stops } from './stop-when.ts';

/** A number somewhere else by which somebody watches a drill. */
export type Watched = {
  /** Why the drill has to end now; null while it may go on. */
  readonly stop: () => Stop | null;
  readonly close: () => void;
};

const EVERY_MS = 1_000;
const LIMIT_MS = 5_000;
/** A metric that was not read for so long is gone, ms. One request may get lost. */
const MISSING_MS = 10_000;

/**
 * Watches a metric until it is closed. Throws a `configuration` fault when it cannot be read, or says that there is harm already: then no
 * drill is begun. What stands behind the `?` of its address may be a secret, and is never repeated.
 */
export async function watchMetric(address: string, isHarm: Stops['isHarm']): Promise<Watched> {
  const url = URL.parse(address);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new Fault('configuration', '--metric takes the address of a number, such as http://127.0.0.1:9090/rate.');
  const name = `the metric at ${url.origin}${url.pathname}`;
  const first = await read(url, isHarm !== null).catch((error: unknown) => {
    throw new Fault(
      'configuration',
      `${name} cannot be read, and nobody drills blindly: ${Fault.from(error).message}.`,
    );
  });
  if (isHarm?.(first) === true)
    throw new Fault('configuration', `${name} is ${first}: there is harm already, without any drill.`);
  let readMs = performance.now();
  let stop: Stop | null = null;
  const closed = new AbortController();
  const watch = async (): Promise<void> => {
    while (!closed.signal.aborted && stop === null) {
      await wait(EVERY_MS, undefined, { signal: closed.signal });
      try {
        const value = await read(url, isHarm !== null);
        readMs = performance.now();
        if (isHarm?.(value) === true) stop = { kind: 'harm', why: `ended at once: ${name} is ${value}` };
      } catch {
        // One may get lost; how long it has been away is what counts.
      }
    }
  };
  watch().catch(() => {});
  return {
    stop: () =>
      stop ??
      (performance.now() - readMs > MISSING_MS
        ? { kind: 'blind', why: `${name} was not to be read for ${MISSING_MS / 1_000} s` }
        : null),
    close: () => closed.abort(),
  };
}

/** The number at an address: alone, as `value`, or as Prometheus answers a query. Where no number is needed, any answer will do. */
async function read(url: URL, isNumber: boolean): Promise<number> {
  const { status, body } = await tell(url.origin, { path: `${url.pathname}${url.search}`, limitMs: LIMIT_MS });
  if (status < 200 || status > 299) throw new Fault('garbled', `it answers ${status}`);
  const value = numberOf(body);
  if (isNumber && Number.isNaN(value)) throw new Fault('garbled', 'it is no number');
  return value;
}

function numberOf(body: Json): number {
  const told = at(body, 'data', 'result', 0, 'value', 1) ?? at(body, 'value') ?? body;
  return typeof told === 'number' || (typeof told === 'string' && told !== '') ? Number(told) : Number.NaN;
}
