import { describe, expect, it } from 'vitest';
import { DEFERRED_LIMITS } from '../src/deferred/limits.ts';
import { SHARE } from '../src/deferred/pace.ts';
import { hear } from '../src/drill/simulator/hearing/hear.ts';
import type { Exchange } from '../src/drill/simulator/internet/exchange.ts';
import { tagIn } from '../src/drill/simulator/scenario/asking.ts';
import { type Played, playQueue, type Talk } from './queue/outage.ts';
import { queueScenario } from './queue/scenario.ts';

/** Outages that are played; more with this in the environment. */
const SEEDS = Number(process.env['FAILSOFT_QUEUE_SEEDS'] ?? 20);
const FROM = Number(process.env['FAILSOFT_QUEUE_FROM'] ?? 1);
/** A tenth of what a model takes is used on average over this time, ms. */
const WINDOW_MS = 300_000;
/** Pauses are uneven, and every gateway that is started anew begins at once. */
const SLACK = 4;

const idOf = ({ received }: Talk): string => received.headers['x-failsoft-deferred'] ?? '';
const promised = ({ talks }: Played): readonly Talk[] => talks.filter((talk) => idOf(talk) !== '');
/** Those for nobody who waits, aside from probes. */
const ofJobs = ({ exchanges }: Played): readonly Exchange[] =>
  exchanges.filter(({ tag, asker }) => tag !== '' && asker === '');

/** Everything that is against the laws of promises, as sentences. */
function against(played: Played): readonly string[] {
  return [...lost(played), ...twice(played), ...strange(played), ...hasty(played), ...again(played)];
}

/** No job that was acknowledged is lost. */
function lost(played: Played): readonly string[] {
  return promised(played).flatMap((talk) => {
    const job = played.jobs.get(idOf(talk));
    return job?.state === 'done' ? [] : [`${talk.question.tag} was promised and is ${job?.state ?? 'gone'}`];
  });
}

/** Each has one result, also where several were promised the same. */
function twice({ endings, jobs }: Played): readonly string[] {
  const ids = endings.map(({ id }) => id);
  const more = ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} has ended twice`);
  const results = [...jobs.values()].flatMap(({ resultId }) => resultId ?? []);
  return new Set(results).size === results.length ? more : [...more, 'two jobs have one result'];
}

/** The answer is what a model has said to that question of that tenant, all of it, and in its caller's dialect. */
function strange(played: Played): readonly string[] {
  return promised(played).flatMap((talk) => {
    const { caller, asks, tenant } = talk.question;
    const body = played.answers.get(idOf(talk));
    if (body === undefined || played.jobs.get(idOf(talk))?.tenant !== tenant) return [`${asks} has no answer`];
    const chunks = [Buffer.from(body)];
    const ear = hear(caller, { ...talk.received, headers: {}, status: 200, end: 'ended', chunks });
    const said = played.exchanges.some(
      ({ tag, answer, completeMs }) => tag === asks && answer?.text === ear.text && completeMs !== null,
    );
    return said && ear.offences.length === 0
      ? []
      : [`${asks} was answered with ${ear.text.slice(0, 80)} ${ear.offences.join()}`];
  });
}

/** Once a model is back, jobs take no more than a tenth of it. */
function hasty(played: Played): readonly string[] {
  const { calmFromMs } = played.scenario.outage;
  const { places, perMinute } = DEFERRED_LIMITS;
  const most = (SHARE * perMinute * WINDOW_MS) / 60_000 + SLACK + played.scenario.kills.length;
  const own = ofJobs(played).filter(({ startMs }) => startMs > calmFromMs);
  return own.flatMap((one) => {
    const { target, startMs } = one;
    const beside = own.filter((other) => other.target === target && other.startMs >= startMs);
    const inWindow = beside.filter((other) => other.startMs < startMs + WINDOW_MS).length;
    const atOnce = own.filter(
      (other) => other.target === target && other.startMs <= startMs && (other.endMs ?? Infinity) > startMs,
    ).length;
    if (inWindow > most) return [`${target} was asked ${inWindow} times for jobs from ${startMs} ms on`];
    return atOnce > Math.max(1, SHARE * places) ? [`${target} was asked for ${atOnce} jobs at once`] : [];
  });
}

/** What is answered is asked no more, whoever was killed when. */
function again(played: Played): readonly string[] {
  return played.endings.flatMap(({ id, atMs }) => {
    const own = promised(played)
      .filter((talk) => idOf(talk) === id)
      .map(({ question }) => question);
    const others = promised(played)
      .filter((talk) => idOf(talk) !== id)
      .map(({ question }) => question.asks);
    const [one] = own;
    if (one === undefined || others.includes(one.asks)) return [];
    const late = ofJobs(played).find(({ body, startMs }) => tagIn(body) === one.asks && startMs > atMs);
    return late === undefined ? [] : [`${one.tag} was asked again after it was answered`];
  });
}

describe('what is promised in an outage, whoever is killed when', () => {
  it(
    `is answered once, by a tenth of what is back: ${SEEDS} simulated outages`,
    async () => {
      const found: string[] = [];
      let promises = 0;
      let kills = 0;
      for (let seed = FROM; seed < FROM + SEEDS; seed += 1) {
        const played = await playQueue(queueScenario(seed));
        found.push(...against(played).map((sentence) => `seed ${seed}: ${sentence}`));
        promises += promised(played).length;
        kills += played.scenario.kills.length;
      }
      expect(found).toEqual([]);
      // Where nothing was promised, nothing can be lost.
      expect(promises).toBeGreaterThan(2 * SEEDS);
      expect(kills).toBeGreaterThan(SEEDS / 2);
    },
    Math.max(120_000, SEEDS * 3_000),
  );
});
