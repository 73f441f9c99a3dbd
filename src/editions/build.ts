import type { Engine } from '../engine/engine.ts';
import { type Builds, NO_BUILDS, type Outcome } from '../model/edition.ts';
import { Fault } from '../model/fault.ts';
import type { Route } from '../model/route.ts';
import type { Secret } from '../model/secret.ts';
import type { Slot } from '../model/slot.ts';
import type { EditionStore } from '../store/editions/edition-store.ts';
import { askModels, mayAsk } from './asking.ts';
import { bodyOf, composed, type Ended, inputsOf, remembered } from './compose.ts';
import { judged, whyHeld } from './gate/gate.ts';
import { judgedBy } from './judge.ts';
import { questionFor } from './question.ts';
import { type Read, readSource } from './sources.ts';

/** What is needed to build. */
export type Workshop = {
  readonly store: EditionStore;
  readonly engine: Engine;
  /** Who serves a model; null: nobody. */
  readonly routeFor: (model: string) => Route | null;
  readonly secrets: readonly Secret[];
  /** Has this process let go of everything? Then what fails speaks against nobody. */
  readonly isOver: () => boolean;
};

export type Order = {
  /** Who wants it, and why, for the record of moves. */
  readonly by: string;
  readonly why: string;
  /** Asked once nobody else is at it: is it still to be done? */
  readonly isDue: (builds: Builds) => boolean;
};

/** `resting`: no model may be asked now. `elsewhere`: another process is at it, or has just done it. Both count as no build. */
export type Built = {
  readonly outcome: Outcome | 'resting' | 'elsewhere';
  readonly said: string;
  readonly edition: string | null;
  /** What is remembered of builds now; null where that is not known. */
  readonly builds: Builds | null;
};

/** What comes after the answer of a model: the disk, mostly, ms. */
const REST_MS = 60_000;

/** Makes a new edition of a slot, as far as that is possible. Whatever goes wrong, what is published stays. Never rejects. */
export async function build(slot: Slot, order: Order, workshop: Workshop): Promise<Built> {
  const { store, engine } = workshop;
  let before = NO_BUILDS;
  try {
    const done = await store.alone(slot.name, slot.deadlineMs + REST_MS, async (): Promise<Built> => {
      before = await store.builds(slot.name);
      if (!order.isDue(before)) return { ...NOT_HERE, builds: before };
      if (!mayBegin(slot, workshop)) return { ...RESTING, builds: before };
      const ended = await make(slot, order, { ...workshop, before }).catch((error: unknown) => failed(slot, error));
      if (ended.outcome === 'failed' && workshop.isOver()) return { ...NOT_HERE, builds: before };
      const builds = remembered(before, ended, engine.world.wallMs());
      await store.remember(slot.name, builds);
      return { outcome: ended.outcome, said: ended.said, edition: ended.edition, builds };
    });
    return done ?? { ...NOT_HERE, builds: null };
  } catch (error) {
    const ended = failed(slot, error);
    return {
      outcome: 'failed',
      said: ended.said,
      edition: null,
      builds: remembered(before, ended, engine.world.wallMs()),
    };
  }
}

const NOT_HERE = {
  outcome: 'elsewhere',
  said: 'Another process is building it, or has just done so',
  edition: null,
} as const;
const RESTING = {
  outcome: 'resting',
  said: 'No model that it could ask is well at the moment',
  edition: null,
} as const;

function mayBegin({ model, rules }: Slot, { routeFor, engine }: Workshop): boolean {
  return [model, ...(rules.judge === null ? [] : [rules.judge.model])].every((one) => {
    const route = routeFor(one);
    return route === null || mayAsk(route, one, engine);
  });
}

function failed({ name }: Slot, error: unknown): Ended {
  const { kind, message } = Fault.from(error);
  return {
    outcome: 'failed',
    said: message === '' ? `${name}: ${kind}` : message,
    edition: null,
    from: null,
    checks: [],
  };
}

type Bench = Workshop & { readonly before: Builds };

async function make(slot: Slot, order: Order, bench: Bench): Promise<Ended> {
  const { store, engine, secrets, before } = bench;
  const { world } = engine;
  const untilMs = world.nowMs() + slot.deadlineMs;
  const sources = await Promise.all(slot.sources.map(async (source) => readSource(source, world)));
  const said = await askModels(
    { route: routeOf(slot.model, bench), model: slot.model, conversation: questionFor(slot, sources), untilMs },
    engine,
  );
  const body = bodyOf(said.text, slot.format);
  const from = { inputs: inputsOf(slot, sources), marks: marksOf(sources) };
  const previous = await currentOf(slot, store);
  if (previous?.body === body && from.inputs === before.inputs)
    return { outcome: 'confirmed', said: 'Nothing has changed', edition: previous.id, from, checks: [] };

  // What the operator says in the prompt is as good a ground as what a source says.
  const grounds = [...sources, { name: 'prompt', text: slot.prompt, address: '' }];
  const checks = [...judged({ slot, body, sources: grounds, previous: previous?.body ?? null, secrets })];
  const { judge } = slot.rules;
  if (judge !== null && whyHeld(checks) === '')
    checks.push(await judgedBy({ judge, route: routeOf(judge.model, bench), body, sources, untilMs }, engine));
  const createdAtMs = world.wallMs();
  const printed = composed(slot, { said, body, sources, previous: previous?.id ?? null, checks, createdAtMs });
  const { id } = printed.edition;
  await store.stage(printed);
  const held = whyHeld(checks);
  if (held !== '') return { outcome: 'held', said: held, edition: id, from, checks };
  if (slot.approval) return { outcome: 'waiting', said: 'It waits for approval', edition: id, from, checks };
  await store.publish(slot.name, id, { kind: 'published', by: order.by, why: order.why, keep: slot.keep });
  return { outcome: 'published', said: '', edition: id, from, checks };
}

function routeOf(model: string, { routeFor }: Workshop): Route {
  const route = routeFor(model);
  if (route === null) throw new Fault('no-such-route', `No route serves the model ${model}`);
  return route;
}

function marksOf(sources: readonly Read[]): Builds['marks'] {
  return Object.fromEntries(sources.map(({ name, mark }) => [name, mark]));
}

type Current = { readonly id: string; readonly body: string };

/** One that is damaged is nothing to compare with. */
async function currentOf({ name }: Slot, store: EditionStore): Promise<Current | null> {
  const id = await store.currentId(name);
  const printed = id === null ? null : await store.read(name, id).catch(() => null);
  return printed === null ? null : { id: printed.edition.id, body: printed.body };
}
