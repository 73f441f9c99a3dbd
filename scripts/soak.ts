import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { FAULT_NAMES } from '../src/drill/sandbox/faults.ts';
import { DIALECTS } from '../test/fixtures/client.ts';
import { hangUp, MANNERS, oneClient, type Outcome } from '../test/soak/clients.ts';
import type { Held } from '../test/soak/meter.ts';
import { raiseStage, type Stage } from '../test/soak/stage.ts';

/**
 * Minutes of trouble for a gateway: `npm run soak -- --minutes 5`. Providers fail at random and are started anew, clients read
 * slowly, send slowly, leave and babble, and the configuration changes all the time. In the end every answer that was heard is one that was
 * said, and the gateway holds no more than after the first minute.
 */
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '5' }, clients: { type: 'string', default: '24' } },
});
const minutes = Number(values.minutes);
const clients = Number(values.clients);

/** How many rounds of trouble and rest there are; the first is the warm-up. */
const ROUNDS = 6;
const FAULT_EVERY_MS = 400;
const RESTART_EVERY_MS = 15_000;
const RELOAD_EVERY_MS = 7_000;
/** For so long nobody asks before a look is taken, ms. */
const REST_MS = 4_000;
/** What the heap may have grown since the warm-up: what is remembered for comfort has limits of its own that a soak does not reach. */
const GROWN_BYTES_MAX = 24 * 1024 * 1024;
const GROWN_DESCRIPTORS_MAX = 8;

type Moment = Held & { readonly atS: number; readonly asked: number };

const stage = await raiseStage();
const outcomes: Outcome[] = [];
const moments: Moment[] = [];
const startMs = performance.now();
let restarts = 0;
let reloads = 0;
let faults = 0;

await note();
for (let round = 0; round < ROUNDS; round += 1) {
  await trouble(Math.max(5_000, (minutes * 60_000) / ROUNDS - REST_MS));
  // Connections that are kept, on either side, are no leak: with them gone, what is open is what was forgotten.
  hangUp();
  await stage.restart();
  await sleep(REST_MS);
  await note();
}
const status = await stage.status();
const { said, code } = await stage.stop();
report();

/** Clients and everything that goes wrong, side by side, for a while. */
async function trouble(forMs: number): Promise<void> {
  const untilMs = performance.now() + forMs;
  const isOn = (): boolean => performance.now() < untilMs;
  const every = async (ms: number, what: () => unknown): Promise<void> => {
    while (isOn()) {
      await sleep(Math.min(ms * (0.5 + Math.random()), Math.max(0, untilMs - performance.now())));
      if (isOn()) await what();
    }
  };
  const client = async (): Promise<void> => {
    while (isOn()) outcomes.push(await oneClient(stage, one(MANNERS)));
  };
  await Promise.all([
    ...Array.from({ length: clients }, client),
    every(FAULT_EVERY_MS, () => setSomeFault(stage)),
    every(RELOAD_EVERY_MS, async () => {
      reloads += 1;
      await stage.reload();
    }),
    every(RESTART_EVERY_MS, async () => {
      restarts += 1;
      await stage.restart();
    }),
  ]);
  stage.sandbox().clear();
}

function setSomeFault({ sandbox }: Stage): void {
  faults += 1;
  const name = `${one(['first', 'first', 'first', 'second'])}-${one(DIALECTS)}`;
  sandbox().setFault(name, Math.random() < 0.5 ? null : one(FAULT_NAMES), {
    times: 1 + Math.floor(Math.random() * 20),
  });
}

function one<T>(all: readonly T[]): T {
  return all
    .slice(Math.floor(Math.random() * all.length))
    .slice(0, 1)
    .reduce((only) => only);
}

async function note(): Promise<void> {
  moments.push({ ...(await stage.held()), atS: (performance.now() - startMs) / 1_000, asked: outcomes.length });
}

function report(): void {
  const count = (kind: Outcome['kind']): number => outcomes.filter((outcome) => outcome.kind === kind).length;
  console.log(
    `Node ${process.version}, ${cpus().length} cores of ${cpus()[0]?.model ?? 'an unknown machine'}; ${minutes} minutes, ${clients} clients at once`,
  );
  console.log(
    `${outcomes.length} clients: ${count('whole')} heard the whole answer, ${count('told')} an explicit error, ${count('left')} left, ${count('wrong')} wrong`,
  );
  console.log(
    `${faults} faults set, ${restarts} restarts of all providers, ${reloads} reloads; the journal has ${status.requests.total} requests`,
  );
  console.log(
    '\n| after | clients so far | heap | outside | RSS | descriptors | resources |\n| --- | --- | --- | --- | --- | --- | --- |',
  );
  for (const { atS, asked, heapBytes, outsideBytes, rssBytes, descriptors, resources } of moments)
    console.log(
      `| ${Math.round(atS)} s | ${asked} | ${megabytes(heapBytes)} | ${megabytes(outsideBytes)} | ${megabytes(rssBytes)} | ${descriptors ?? 'unknown'} | ${resources} |`,
    );
  const mistakes = trespasses();
  for (const { manner, why } of outcomes.filter(({ kind }) => kind === 'wrong').slice(0, 10))
    console.log(`\n✗ a client that ${manner}: ${why}`);
  console.log(
    mistakes.length === 0 ? '\n✓ Nothing lost, nothing twice, nothing kept.' : `\n✗ ${mistakes.join('\n✗ ')}`,
  );
  process.exitCode = mistakes.length === 0 ? 0 : 1;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function trespasses(): readonly string[] {
  const [, warm] = moments;
  const last = moments.at(-1);
  const grown =
    warm === undefined || last === undefined
      ? 0
      : last.heapBytes + last.outsideBytes - warm.heapBytes - warm.outsideBytes;
  const more = (last?.descriptors ?? 0) - (warm?.descriptors ?? 0);
  const wrong = outcomes.filter(({ kind }) => kind === 'wrong').length;
  const whole = outcomes.filter(({ kind }) => kind === 'whole').length;
  return [
    ...(wrong === 0 ? [] : [`${wrong} answers are wrong`]),
    ...(whole > outcomes.length / 4 ? [] : ['hardly anybody heard an answer, so this says nothing']),
    ...(status.requests.total >= whole ? [] : ['the journal knows of fewer requests than were answered']),
    ...(grown <= GROWN_BYTES_MAX
      ? []
      : [`memory has grown by ${Math.round(grown / 1024 / 1024)} MB since the warm-up`]),
    ...(more <= GROWN_DESCRIPTORS_MAX ? [] : [`${more} more descriptors are open than after the warm-up`]),
    ...(code === 0 ? [] : [`the gateway ended with ${code}`]),
    ...(/triggerUncaught|Error:|Warning:/.test(said) ? [`the gateway said: ${said.slice(-2_000)}`] : []),
  ];
}
