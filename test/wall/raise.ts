import { randomUUID } from 'node:crypto';
import type { CanonicalAnswer } from '../../src/drill/sandbox/answer/answer.ts';
import { type Sandbox, startSandbox } from '../../src/drill/sandbox/sandbox.ts';
import { bodyOf } from '../fixtures/bodies.ts';
import { ask, type Dialect, DIALECTS } from '../fixtures/client.ts';
import { type Started, startGateway } from '../fixtures/gateway.ts';
import type { Cell } from './cells.ts';
import { askWith } from './habits.ts';
import { layLines, type Lines, TRUSTED } from './lines.ts';
import { playOf } from './plays.ts';
import { AN_ERROR, isWell, type Judgement, judged, type Sent } from './verdict.ts';

export type Verdict = Judgement & { readonly cell: Cell };

/** Tight, so that faults that hang are seen while somebody waits. */
const LIMITS = 'connect: 2s, firstContent: 1200ms, answer: 1500ms, byteIdle: 1200ms, contentIdle: 1200ms, total: 6s';
const NOT_MET = 'the fault was never met';
/** How often a fault that was not met is looked for again. */
const AGAIN_MAX = 5;
/** Among how many of the last requests the last one of a cell is looked for. */
const NEWEST = 200;
/** How many cells share a sandbox, which knows a limited number of providers. */
const BATCH = 900;

/** Puts gateways in front of failing providers, on real sockets, and judges what their callers hear. */
export async function raiseWall(cells: readonly Cell[], sideBySide = 16): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const part of partsOf(cells)) {
    // eslint-disable-next-line no-await-in-loop -- Each has the machine for itself.
    const found = await raisePart(part, sideBySide);
    verdicts.push(...found);
  }
  return verdicts;
}

/** Every broken line has a gateway of its own. */
function partsOf(cells: readonly Cell[]): readonly (readonly Cell[])[] {
  const byLine = Map.groupBy(cells, ({ play }) => playOf(play).line);
  return [...byLine.values()].flatMap((part) =>
    Array.from({ length: Math.ceil(part.length / BATCH) }, (_, at) => part.slice(at * BATCH, (at + 1) * BATCH)),
  );
}

async function raisePart(cells: readonly Cell[], sideBySide: number): Promise<readonly Verdict[]> {
  const sandbox = await startSandbox({ pace: { firstTokenMs: 5, tokenMs: 1 } });
  const lines = await layLines(Number(new URL(sandbox.url).port));
  const gateway = await startGateway(configFor(cells, sandbox, lines));
  try {
    const verdicts: Verdict[] = [];
    const queue = [...cells.entries()];
    const judge = async (index: number, cell: Cell): Promise<void> => {
      const judgement = await played(cell, { sandbox, gateway, name: `p${index}`, model: `m${index}` });
      verdicts[index] = { cell, ...judgement };
    };
    const work = async (): Promise<void> => {
      // eslint-disable-next-line no-await-in-loop -- One after the other, and as many such rows as are wanted.
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await judge(...next);
    };
    await Promise.all(Array.from({ length: sideBySide }, work));
    // Neighbours with answers of megabytes, and a busy machine, can keep a provider waiting: it is asked again, alone.
    for (const [index, { cell, outcome, why }] of verdicts.entries())
      // eslint-disable-next-line no-await-in-loop -- Alone.
      if (outcome === 'wrong' && (isWell(cell) || why === NOT_MET || why.startsWith(AN_ERROR)))
        await judge(index, cell);
    return verdicts;
  } finally {
    await gateway.stop();
    await lines.close();
    await sandbox.close();
  }
}

function configFor(cells: readonly Cell[], sandbox: Sandbox, lines: Lines): string {
  const provider = (name: string, protocol: Dialect, url = sandbox.baseUrl(name, protocol)): string =>
    `  ${name}: { protocol: ${protocol}, baseUrl: "${url}", apiKey: key-of-the-wall-${name}, insecure: true }`;
  const primaries = cells.map(({ play, primary }, index) => {
    const { line } = playOf(play);
    const url = sandbox.baseUrl(`p${index}`, primary);
    return provider(`p${index}`, primary, line === null ? url : url.replace(sandbox.url, lines.originOf(line, index)));
  });
  const routes = cells.map(({ play, standby }, index) => {
    const others = playOf(play).times === null ? `, s-${standby}/standby-1` : '';
    return `  - { name: r${index}, match: [m${index}], ladder: [{ target: p${index}/*, ${LIMITS} }${others}] }`;
  });
  return [
    `network: { extraCa: [${TRUSTED.join(', ')}] }`,
    // Less than the sandbox sends in one event.
    'limits: { answerBytes: 4MB }',
    'providers:',
    ...primaries,
    // Who fails alone is to blame; where nobody on another machine can be reached, a gateway blames its own network.
    ...DIALECTS.map((dialect) => {
      const name = `s-${dialect}`;
      return provider(name, dialect, sandbox.baseUrl(name, dialect).replace(sandbox.url, lines.distant(name)));
    }),
    'routes:',
    ...routes,
  ].join('\n');
}

export type Scene = {
  readonly sandbox: Sandbox;
  readonly gateway: Started;
  /** Of the first provider, and of the model that leads to it. */
  readonly name: string;
  readonly model: string;
};

/** Lets something go wrong, asks, and judges what came of it. */
async function played(cell: Cell, scene: Scene): Promise<Judgement> {
  const { fault, times } = playOf(cell.play);
  const { sandbox, gateway, name } = scene;
  // It takes a connection that was used before.
  if (fault === 'stale-keep-alive') await ask(gateway.url, cell.way, bodyFor(cell, scene, `warm ${randomUUID()}`));
  if (fault !== null) sandbox.setFault(name, fault, times === null ? {} : { times });
  let judgement = await asked(cell, scene);
  // A connection that was used before may be somebody else's by now, and time may run out first: it is asked until it is met.
  for (let again = 0; again < AGAIN_MAX && judgement === 'not met'; again += 1) judgement = await asked(cell, scene);
  return judgement === 'not met' ? { outcome: 'wrong', why: NOT_MET } : judgement;
}

async function asked(cell: Cell, scene: Scene): Promise<Judgement | 'not met'> {
  const { habit, expects, when } = playOf(cell.play);
  const { sandbox, gateway, name } = scene;
  const marker = randomUUID();
  const body = bodyFor(cell, scene, marker);
  const sent = (): Sent => ({
    primary: answerOf(sandbox, name, marker),
    standby: answerOf(sandbox, `s-${cell.standby}`, marker),
  });
  if (habit !== null) return askWith(habit, { ...scene, cell, body, sent });
  const judgement = judged(cell, await ask(gateway.url, cell.way, body), sent());
  if (judgement.outcome === 'wrong' || isWell(cell)) return judgement;
  const taken = await takenFor(scene);
  // At Gemini a filter is a success that says no.
  if (taken === expects || (expects === 'refused' && cell.primary === 'gemini')) return judgement;
  // What goes wrong behind the end of an answer is not looked at any more.
  if (taken === 'none' && when === 'after') return judgement;
  if (taken === 'none' || taken === 'timeout') return 'not met';
  return { outcome: 'wrong', why: `it was taken for ${taken} and is ${expects}` };
}

/** What the gateway took the fault of the first provider for, as it says itself. */
async function takenFor({ gateway, name, model }: Scene): Promise<string> {
  const entries = await gateway.app.gateway.requests({ limit: NEWEST });
  const attempts = entries.find((entry) => entry.model === model)?.attempts ?? [];
  return attempts.find(({ target }) => target.startsWith(`${name}/`))?.fault ?? 'none';
}

/** Some faults need a tool call, thinking, JSON or a long answer to go wrong in. */
function bodyFor({ play, way, streamed }: Cell, { model }: Scene, about: string): object {
  const tools = play === 'tool-json-cut' || play === 'tool-json-cut-body';
  const trigger = tools ? '[tool]' : playOf(play).habit === null ? '' : '[long]';
  return bodyOf(way, {
    model,
    stream: streamed,
    tools,
    thinking: play === 'thinking-then-cut' || play === 'thinking-only',
    json: play === 'endless-spaces',
    content: `Write a few sentences for ${about} please. ${trigger}`,
  });
}

function answerOf(sandbox: Sandbox, provider: string, marker: string): CanonicalAnswer | undefined {
  const answers = sandbox
    .seen(provider)
    .filter(({ body, answer }) => body.includes(`for ${marker}`) && answer !== null);
  return answers.at(-1)?.answer ?? undefined;
}
