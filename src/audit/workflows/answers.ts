import { RUNG_KINDS } from './rungs.ts';
import { type Field, type Question, QUESTIONS } from './questions.ts';
import { sharedBy } from './service.ts';
import { hasCode, type Known, type Way } from './sources.ts';

/** What is known of a question, in words. Null: nobody knows, and that is never taken for a pass. */
export type Answer = {
  readonly question: Question;
  readonly said: string | null;
  /** Who told it; null where nobody did, or where the question does not arise. */
  readonly by: Way | null;
  /** Where: a file and line, a day, a rung. */
  readonly at: string;
  /** What others say that does not fit. */
  readonly conflicts: readonly string[];
};

/** All that is known, question by question: the most trustworthy source counts, and what others say otherwise is shown. */
export function answersOf(known: Known): readonly Answer[] {
  return QUESTIONS.map((question) => {
    if (question.aboutCode === true && !hasCode(known.workflow))
      return answer(question, 'does not arise: there is no code of ours in it');
    const told = question.from.flatMap((way) => derived(known, question.number, way));
    const [first, ...others] = told;
    if (first === undefined) return { question, said: null, by: null, at: '', conflicts: [] };
    const conflicts = others.filter(({ said }) => said !== first.said).map(({ said, by }) => `${by}: ${said}`);
    return { ...answer(question, first.said, first), conflicts: question.number === 5 ? conflicts : [] };
  });
}

/** What a person still has to be asked: nothing that is known, and nothing that no person knows. */
export function openFields(
  known: Known,
): readonly { readonly question: Question; readonly fields: readonly Field[] }[] {
  return answersOf(known).flatMap(({ question, said }) => {
    const fields = question.fields.filter((one) => isOpen(known, one));
    const isAnswered = said !== null && !question.from.slice(0, 1).includes('person');
    return fields.length === 0 || isAnswered ? [] : [{ question, fields }];
  });
}

function isOpen({ workflow, owner }: Known, { path, optional, where }: Field): boolean {
  if (path[0] === 'owner' && owner !== null) return false;
  if (where !== undefined) {
    const chosen = valueAt(workflow, where.path);
    if (chosen !== undefined && chosen !== where.is) return false;
  }
  const [top = ''] = path;
  // What may be left out is asked once, together with the rest of its question.
  const isTouched = valueAt(workflow, [top]) !== undefined;
  return valueAt(workflow, path) === undefined && !(optional === true && isTouched);
}

/** What stands at a path of a workflow; undefined where there is nothing. */
export function valueAt(workflow: object, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (here, step) => (typeof here === 'object' && here !== null ? Reflect.get(here, step) : undefined),
    workflow,
  );
}

type Told = { readonly said: string; readonly by: Way; readonly at: string };

function answer(
  question: Question,
  said: string,
  { by, at }: { readonly by: Way | null; readonly at: string } = { by: null, at: '' },
): Answer {
  return { question, said, by, at, conflicts: [] };
}

/** What one source says to one question. */
function derived(known: Known, question: number, way: Way): readonly Told[] {
  const said = SOURCES[way](known, question);
  return said === null ? [] : [{ by: way, at: '', ...said }];
}

type Said = { readonly said: string; readonly at?: string } | null;

const SOURCES: Readonly<Record<Way, (known: Known, question: number) => Said>> = {
  drill: (known, question) => shown(known, question, 'drill'),
  history: (known, question) => shown(known, question, 'incident'),
  traffic: fromTraffic,
  configuration: fromLadder('configuration'),
  scan: fromScan,
  person: fromPerson,
};

function shown({ evidence }: Known, question: number, kind: 'drill' | 'incident'): Said {
  const last = evidence
    .filter((one) => one.kind === kind && one.result !== 'void')
    .toSorted((a, b) => b.at.localeCompare(a.at))[0];
  if (last === undefined) return null;
  const at = last.at;
  if (question === 7 && last.outcome !== undefined) return { said: last.outcome, at };
  if (question === 7 && last.trial !== undefined && last.note !== undefined) return { said: last.note, at };
  if (question === 9 && last.outcome !== undefined)
    return {
      said: last.outcome === 'silently-wrong' || last.outcome === 'data-damage' ? 'yes' : 'no, as far as it was tried',
      at,
    };
  return question === 22 ? { said: `${last.result}: ${last.scenario}`, at } : null;
}

const day = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

function fromTraffic({ traffic, first }: Known, question: number): Said {
  if (traffic === null) return null;
  const at = `${day(traffic.fromMs)} to ${day(traffic.toMs)}`;
  switch (question) {
    case 4:
      return { said: traffic.targets.map(({ target, requests }) => `${target} (${requests})`).join(', '), at };
    case 5:
      return first.some(({ by }) => by === 'traffic') ? { said: traffic.usual.join(', '), at } : null;
    case 6:
      return { said: `${Math.round(traffic.perDay)} a day, most of them at ${traffic.busiestHour}:00 UTC`, at };
    case 22:
      return traffic.standby === null
        ? null
        : { said: `${traffic.standby.target} answered as a standby`, at: day(traffic.standby.atMs) };
    default:
      return null;
  }
}

function fromLadder(by: Way): (known: Known, question: number) => Said {
  return ({ ladder, first, route }, question) => {
    const at = route === null ? '' : `route ${route.name}`;
    if (question === 5 && by === 'configuration') {
      const rung = route?.ladder.find((one) => one.kind === 'model');
      return rung === undefined ? null : { said: `${rung.provider}/${rung.model ?? '*'}`, at };
    }
    if (question === 17) {
      const own = ladder.filter((rung) => rung.by === by);
      // A sentence that says that it does not work is no way to go on.
      return !own.some(({ kind }) => RUNG_KINDS[kind].goesOn)
        ? null
        : {
            said: own
              .map(({ kind, text }) => `${RUNG_KINDS[kind].name}${text === '' ? '' : ` (${text})`}`)
              .join(', then '),
            at,
          };
    }
    if (question !== 18) return null;
    const models = ladder.flatMap(({ service }) => service ?? []);
    const shared = models.flatMap((service) => first.flatMap((one) => sharedBy(one.service, service)));
    if (models.length === 0 || first.length === 0) return null;
    return { said: shared.length === 0 ? 'nothing that is known' : [...new Set(shared)].join(', '), at };
  };
}

/** Findings that make a failure look like a result. */
const SILENT = ['AIC301', 'AIC302', 'AIC303', 'AIC304'];

const ON_ERROR: Readonly<Record<string, string>> = {
  'next-provider': 'another provider is asked',
  static: 'a fixed answer',
  empty: 'it looks like an empty answer',
  fabricated: 'made-up data',
  'error-as-output': 'the text of the error is taken for the answer',
  allowed: 'it lets everything through',
  ended: 'the program ends',
  ignored: 'it goes on as if nothing had happened',
  'message-to-caller': 'a message to the caller',
  'status-to-caller': 'an error to the caller',
  rethrown: 'the error is passed on',
  nothing: 'the error is not caught where the call is',
};

function fromScan(known: Known, question: number): Said {
  const { code, workflow, codeOwner } = known;
  if (question === 2) return codeOwner === null ? null : { said: codeOwner, at: 'CODEOWNERS' };
  if (code === null) return null;
  const [site] = code.sites;
  const places = code.sites.map(({ file, line }) => `${file}:${line}`);
  const at = places.length > 3 ? `${places.slice(0, 3).join(', ')} and ${places.length - 3} more` : places.join(', ');
  switch (question) {
    case 3:
      return (workflow.entryPoints ?? []).length === 0 ? null : { said: workflow.entryPoints?.join(', ') ?? '', at };
    case 4: {
      const roles = new Map(workflow.calls?.map((call) => [call.site, call.role ?? 'main']));
      return site === undefined ? null : { said: [...roles].map(([name, role]) => `${name} (${role})`).join(', '), at };
    }
    case 5: {
      const providers = code.usual.map(({ providers: { value } }) => (value === 'unknown' ? null : value.join(' or ')));
      return site === undefined || providers.includes(null) ? null : { said: [...new Set(providers)].join(', '), at };
    }
    case 7: {
      const ends = code.usual.map(({ onError: { value } }) =>
        value === 'unknown' ? null : (ON_ERROR[value] ?? value),
      );
      return site === undefined || ends.includes(null) ? null : { said: [...new Set(ends)].join(', '), at };
    }
    case 9: {
      const found = code.findings.filter(({ rule }) => SILENT.includes(rule));
      if (found.length > 0)
        return { said: 'yes', at: found.map(({ rule, file, line }) => `${rule} ${file}:${line}`).join(', ') };
      return null;
    }
    case 17:
    case 18:
      return fromLadder('scan')(known, question);
    default:
      return null;
  }
}

function fromPerson(known: Known, question: number): Said {
  const row = QUESTIONS.find(({ number }) => number === question);
  const { workflow, owner, codeOwner } = known;
  if (question === 2)
    return owner === null || codeOwner !== null
      ? null
      : { said: [owner, workflow.onCall].filter(Boolean).join(', called: ') };
  const fields = row?.fields ?? [];
  if (fields.length === 0 || fields.some((one) => isOpen(known, one))) return null;
  const parts = fields.flatMap((one) => wordsOf(one, valueAt(workflow, one.path)));
  return { said: parts.join(', ') };
}

function wordsOf({ options = [], kind, path }: Field, value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (kind === 'yes-no') return [value === true ? 'yes' : 'no'];
  const label = options.find(([option]) => option === value)?.[1];
  if (label !== undefined) return [path[0] === 'impact' ? `${path[1]}: ${label}` : label];
  if (!Array.isArray(value)) return typeof value === 'string' || typeof value === 'number' ? [`${value}`] : [];
  if (value.length === 0) return ['none'];
  return value.map((one: unknown) =>
    typeof one === 'object' && one !== null
      ? String(Reflect.get(one, 'rung') ?? Reflect.get(one, 'name'))
      : String(one),
  );
}
