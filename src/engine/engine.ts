import { type Answers, answers, type DeepAnswers } from '../cache/answers.ts';
import { type KeptEvent, type KeptTally, keptTally } from '../cache/tally.ts';
import { type Unkept, unkept } from '../cache/unkept.ts';
import type { JournalSink } from '../model/journal.ts';
import type { Target } from '../model/route.ts';
import type { Trial } from '../model/trial.ts';
import type { World } from '../world/world.ts';
import type { Setup } from './access.ts';
import { noPromises, type Promises } from './below/defer-rung.ts';
import { type Editions, noEditions } from './below/edition-rung.ts';
import { type HeldBytes, heldBytes } from './budgets/held-bytes.ts';
import { type Purse, purse } from './budgets/purse.ts';
import { type Rooms, rooms } from './budgets/room.ts';
import { type Drills, drills } from './drills/drills.ts';
import { type HealthBook, healthBook } from './health/health-book.ts';
import { type Openings, openings } from './health/openings.ts';
import type { Flight } from './kept-answers/flight.ts';
import { type Wordings, wordings } from './kept-answers/near/wordings.ts';
import { type Renewals, renewals } from './kept-answers/renewal-budget.ts';
import { type KnownModels, knownModels } from './memory/known-models.ts';
import { type Repeats, repeats } from './memory/repeats.ts';
import { type Replies, replies } from './memory/replies.ts';
import { seal } from './memory/seal.ts';
import { type Sessions, sessions } from './memory/sessions.ts';
import { type Thoughts, thoughts } from './memory/thoughts.ts';
import { type ProbeLedger, probeLedger } from './probes/ledger.ts';
import type { Probed } from './probes/probe.ts';
import { type Proofs, proofs } from './probes/proofs.ts';
import { watchOver } from './probes/scheduler.ts';
import { type Seams, seams } from './splice/seams.ts';
import { type Vault, vault } from './vault.ts';

export { type Access, accessFor, accessOf, accessTo, type Setup } from './access.ts';
export { newId } from './new-id.ts';

/** Everything that outlives a request. */
export type Engine = {
  readonly world: World;
  readonly book: HealthBook;
  readonly vault: Vault;
  readonly openings: Openings;
  /** What may be spent on asking more than once; see resilience/budget.ts and resilience/spend.ts. */
  readonly purse: Purse;
  /** The places at accounts and rungs that take only so many requests at once. */
  readonly rooms: Rooms;
  readonly repeats: Repeats;
  /** Room for what callers have got of answers that somebody else may have to go on with, and who is good at that. */
  readonly heldBytes: HeldBytes;
  readonly seams: Seams;
  readonly journal: JournalSink;
  /** What has to be known of earlier turns. */
  readonly thoughts: Thoughts;
  readonly replies: Replies;
  readonly sessions: Sessions;
  readonly models: KnownModels;
  readonly proofs: Proofs;
  readonly probes: ProbeLedger;
  /** Hears how every probe ended, whoever asked for it. */
  readonly probed: Probed;
  readonly watcher: Watcher;
  /** Outages on purpose. */
  readonly drills: Drills;
  readonly setup: Setup;
  /** Answers that were given before, those on their way, and how many may be asked for anew. */
  readonly answers: Answers;
  readonly flights: Map<string, Flight>;
  readonly renewals: Renewals;
  /** Requests whose last answer could not be kept, and what came of all others. */
  readonly unkept: Unkept;
  readonly tally: KeptTally;
  /** What is known of the same questions in other words. */
  readonly wordings: Wordings;
  /** What was made ahead of time and is published. */
  readonly editions: Editions;
  /** What can be answered later. */
  readonly promises: Promises;
};

/** Whoever watches how providers are. It raises suspicion, and opens and closes nothing. */
export type Watcher = {
  /** Is it in doubt how a target is, so that nothing but a probe can settle it? */
  readonly suspects: (target: Target) => boolean;
  /** When a request of a caller has ended last, monotonic ms; -Infinity: none has yet. */
  readonly usedMs: () => number;
};

const NOBODY: Watcher = { suspects: () => false, usedMs: () => Number.NEGATIVE_INFINITY };

/** Who hears of what happens, where answers are kept behind memory, and what is published. */
export type Outlets = {
  readonly probed?: Probed;
  readonly watcher?: Watcher;
  readonly kept?: DeepAnswers | null;
  /** Hears what came of every request on a route that keeps answers. */
  readonly noted?: (event: KeptEvent) => void;
  /** For sentences that the operator should read; never a secret. */
  readonly say?: (sentence: string) => void;
  readonly editions?: Editions;
  readonly promises?: Promises;
  /** Hears what every drill has come to. */
  readonly tried?: (trial: Trial) => void;
};

export function createEngine(world: World, journal: JournalSink, setup: Setup, outlets: Outlets = {}): Engine {
  const { probed = () => {}, kept = null, noted = () => {}, say = () => {} } = outlets;
  const { editions = noEditions, promises = noPromises, tried = () => {}, watcher = NOBODY } = outlets;
  const opened = openings();
  const exercise = drills(world, tried);
  const book = healthBook(world, opened);
  const known = wordings(world, kept, say);
  const given = answers(kept, setup.cacheBytes);
  kept?.onPurged(known.forget);
  return watchOver({
    world,
    book,
    vault: vault(world),
    openings: opened,
    purse: purse(world),
    rooms: rooms(world, opened.freed),
    repeats: repeats(world, book),
    heldBytes: heldBytes(),
    seams: seams(),
    journal: {
      record: (entry) => {
        exercise.note(entry);
        journal.record(entry);
      },
    },
    thoughts: thoughts(seal(setup.sealKey)),
    replies: replies(),
    sessions: sessions(world.nowMs),
    models: knownModels(),
    probes: probeLedger(world.nowMs()),
    probed,
    watcher,
    proofs: proofs(world.nowMs, (target) => book.of(target).answeredMs),
    drills: exercise,
    setup,
    answers: {
      ...given,
      purge: async (query) => {
        known.forget();
        return given.purge(query);
      },
    },
    flights: new Map(),
    renewals: renewals(),
    unkept: unkept(),
    tally: keptTally(noted),
    wordings: known,
    editions,
    promises,
  });
}
