import type { FaultName } from '../internet/faults.ts';
import { DIALECTS, type Dialect, PLAIN } from './asking.ts';
import type { Disturbance, ProviderPlan, Question, Scenario, Trouble } from './scenario.ts';

/** Who is to answer the questions of an outage: the first provider, the second, whichever can, or nobody, who says so. */
export type Answerer = 'first' | 'second' | 'either' | 'nobody';

/** An outage that has a name: something that no loopback socket can do, or that takes more time than a test has. */
type Named = {
  readonly says: string;
  /** What is wrong, with whom (`first`: the one that is asked first), and in which share of the calls. */
  readonly trouble: { readonly fault: FaultName; readonly of: 'first' | 'all'; readonly rate: number } | null;
  /** What happens to the gateway. The first question is asked at QUESTION_MS. */
  readonly disturbances: readonly Disturbance[];
  /** How many questions are asked while it lasts, one a second. */
  readonly questions: number;
  readonly answeredBy: Answerer;
  /** How many calls the first provider may get for these questions. */
  readonly callsMax: number;
};

const TROUBLE_MS = 10_000;
const QUESTION_MS = 12_000;
const CALM_MS = 70_000;
/** How soon after the end of it the network of everybody is asked again, and how late a provider that has to prove itself. */
const SOON_MS = 1_000;
const LATE_MS = 90_000;
const HOUR_MS = 3_600_000;
const MID_ANSWER_MS = QUESTION_MS + 700;

const first = (fault: FaultName, rate = 1): Named['trouble'] => ({ fault, of: 'first', rate });
const alone = { disturbances: [], questions: 1, callsMax: 2 } as const;

// oxfmt-ignore
export const NAMED = {
  'name-unknown':     { ...alone, says: 'The name of a provider cannot be resolved.', trouble: first('no-such-host'), answeredBy: 'second' },
  'slow-connection':  { ...alone, says: 'It takes seconds until there is a connection.', trouble: first('slow-connect'), answeredBy: 'first' },
  'black-hole':       { ...alone, says: 'Nothing ever comes back from where a provider is.', trouble: first('black-hole'), answeredBy: 'second' },
  trickle:            { ...alone, says: 'A provider says two tokens a second, and ends half a minute later in good order.', trouble: first('trickle'), answeredBy: 'first' },
  'process-pauses':   { ...alone, says: 'The gateway stands still for ten seconds in the middle of an answer.', trouble: null, answeredBy: 'first', disturbances: [{ kind: 'freeze', atMs: MID_ANSWER_MS, ms: 10_000 }] },
  'machine-sleeps':   { ...alone, says: 'The machine sleeps for a minute in the middle of an answer.', trouble: null, answeredBy: 'first', disturbances: [{ kind: 'freeze', atMs: MID_ANSWER_MS, ms: 60_000 }] },
  'clock-forward':    { ...alone, says: 'The clock goes an hour forward before a provider says until when to wait.', trouble: first('rate-limited-date'), answeredBy: 'second', disturbances: [{ kind: 'wall', atMs: TROUBLE_MS, ms: HOUR_MS }] },
  'clock-back':       { ...alone, says: 'The clock goes an hour back before a provider says until when to wait.', trouble: first('rate-limited-date'), answeredBy: 'second', disturbances: [{ kind: 'wall', atMs: TROUBLE_MS, ms: -HOUR_MS }] },
  'clock-mid-answer': { ...alone, says: 'The clock goes an hour forward and two back in the middle of an answer.', trouble: null, answeredBy: 'first', disturbances: [{ kind: 'wall', atMs: MID_ANSWER_MS, ms: HOUR_MS }, { kind: 'wall', atMs: MID_ANSWER_MS + 200, ms: -2 * HOUR_MS }] },
  'network-away':     { ...alone, says: 'Our own network is away: nobody can be reached.', trouble: { fault: 'network-down', of: 'all', rate: 1 }, answeredBy: 'nobody' },
  flapping:           { says: 'A provider answers 503 every other time.', trouble: first('unavailable', 0.5), disturbances: [], questions: 15, answeredBy: 'either', callsMax: 15 },
  'overload-storm':   { says: 'A provider is overloaded while many ask.', trouble: first('overloaded'), disturbances: [], questions: 58, answeredBy: 'second', callsMax: 10 },
} as const satisfies Readonly<Record<string, Named>>;

export type OutageName = keyof typeof NAMED;
export const OUTAGE_NAMES: readonly OutageName[] = Object.keys(NAMED).filter(isOutage);

export function isOutage(name: string): name is OutageName {
  return Object.hasOwn(NAMED, name);
}

export const outage = (name: OutageName): Named => NAMED[name];

/** The tags of the questions: before it, while it lasts, and when all is well again. */
export const TAGS = { before: 'before', during: /^during\d+$/, after: 'after' } as const;

export type Circumstances = { readonly caller: Dialect; readonly stream: boolean };

/** An outage by its name, for a caller of one dialect. Its first provider speaks that dialect, its second another. */
export function scenarioNamed(name: OutageName, { caller, stream }: Circumstances): Scenario {
  const { trouble, disturbances, questions } = outage(name);
  const backMs = CALM_MS + (trouble?.of === 'all' ? SOON_MS : LATE_MS);
  const endMs = backMs + 5_000;
  const asked = (tag: string, atMs: number): Question => ({
    ...PLAIN,
    tag,
    asks: tag,
    atMs,
    route: 'main',
    caller,
    stream,
  });
  const [one, other] = [provider('a', caller), provider('b', DIALECTS[DIALECTS.indexOf(caller) - 1] ?? 'ollama')];
  const stricken = trouble?.of === 'all' ? [one.id, other.id] : [one.id];
  const troubles: readonly Trouble[] =
    trouble === null
      ? []
      : [{ fromMs: TROUBLE_MS, untilMs: CALM_MS, providers: stricken, fault: trouble.fault, rate: trouble.rate }];
  return {
    seed: OUTAGE_NAMES.indexOf(name) + 1,
    providers: [one, other],
    routes: [
      {
        name: 'main',
        ladder: [one, other].map(({ id }) => ({
          provider: id,
          model: null,
          tries: 2,
          continues: false,
          resumes: false,
        })),
        notice: null,
        allow: null,
        deadlineMs: null,
        edition: null,
        keeps: null,
      },
    ],
    questions: [
      asked(TAGS.before, 1_000),
      ...Array.from({ length: questions }, (_, number) => asked(`during${number}`, QUESTION_MS + number * 1_000)),
      asked(TAGS.after, backMs),
    ],
    calmUntilMs: TROUBLE_MS,
    calmFromMs: CALM_MS,
    endMs,
    laterMs: endMs + HOUR_MS + 100_000,
    troubles,
    disturbances,
    rounds: null,
  };
}

function provider(id: string, dialect: Dialect): ProviderPlan {
  return { id, dialect, keys: 1, domain: `domain-${id}`, firstTokenMs: 500, spread: 0.1, tokenMs: 20, places: null };
}
