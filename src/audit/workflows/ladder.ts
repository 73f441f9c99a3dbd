import type { Rung } from '../../model/route.ts';
import type { Chance } from '../forecast/chance.ts';
import { RUNG_KINDS, type RungKind } from './rungs.ts';
import type { DeclaredRung, Evidence } from './schema.ts';
import { type Service, serviceOf } from './service.ts';
import type { Code, Known, Way } from './sources.ts';
import { type GatewaySetup, nameOf, serviceAt } from './targets.ts';
import { msOf } from './time.ts';
import { type Measured, measuredOf, type Tried } from './trials.ts';

/** A rung of a workflow's ladder, from wherever it is known. */
export type JoinedRung = {
  readonly kind: RungKind;
  /** Who answers; null where no model is asked, or where nobody says which. */
  readonly service: Service | null;
  /** It comes in by itself. */
  readonly automatic: boolean;
  /** How long it takes until it serves, ms. */
  readonly switchMs: number;
  /** How much of the usual service it is, 0–1; null where nobody has said. */
  readonly level: number | null;
  /** How likely it is to fail. */
  readonly chance: Chance;
  /** What trials of the gateway have shown of it; null where they have shown nothing. */
  readonly measured: Measured | null;
  readonly text: string;
  readonly by: Way;
};

type Told = Pick<Known, 'workflow' | 'code' | 'route'> & {
  readonly config: GatewaySetup | null;
  readonly first: readonly Service[];
  /** What people have noted, and what the gateway has seen and what is not too old. */
  readonly evidence: readonly Evidence[];
  readonly tried: readonly Tried[];
};

/** What comes behind who serves first: what the gateway does, then what the code does, then what people say that they do. */
export function ladderOf({ workflow, code, route, config, first, evidence, tried }: Told): readonly JoinedRung[] {
  const trials = trialsOf(evidence);
  const models = route?.ladder.filter((rung) => rung.kind === 'model') ?? [];
  const gateway = (route?.ladder ?? [])
    .filter((rung) => rung !== models[0])
    .map((rung) => measuredRung(gatewayRung(rung, { config, first, trials }), measuredOf(tried, whoOf(rung))));
  const declared = (workflow.ladder ?? []).map((rung) => declaredRung(rung, trials));
  return once([...gateway, ...codeRungs(code, first, trials), ...declared]);
}

/** What people have noted of drills and incidents counts for the whole ladder. */
function trialsOf(evidence: readonly Evidence[]): Trials {
  const shown = evidence.filter(({ kind }) => kind === 'drill' || kind === 'incident');
  return {
    by: 'trials',
    passed: shown.filter(({ result }) => result === 'pass').length,
    failed: shown.filter(({ result }) => result === 'fail').length,
  };
}

type Trials = Extract<Chance, { readonly by: 'trials' }>;
type Around = { readonly config: GatewaySetup | null; readonly first: readonly Service[]; readonly trials: Trials };

/** As the gateway names who has answered. */
function whoOf(rung: Rung): string {
  if (rung.kind === 'model') return nameOf(rung);
  return rung.kind === 'defer' ? 'deferred' : rung.kind;
}

/** What was measured of a rung takes the place of what is assumed of its kind. */
function measuredRung(rung: JoinedRung, measured: Measured): JoinedRung {
  if (measured.passed + measured.failed === 0 && measured.switchMs === null) return rung;
  const { chance } = rung;
  return {
    ...rung,
    measured,
    switchMs: measured.switchMs ?? rung.switchMs,
    chance:
      chance.by === 'assumption'
        ? chance
        : { ...chance, passed: chance.passed + measured.passed, failed: chance.failed + measured.failed },
  };
}

function gatewayRung(rung: Rung, { config, first, trials }: Around): JoinedRung {
  const service = rung.kind === 'model' ? serviceAt(nameOf(rung), config) : null;
  const kind = rung.kind === 'model' ? kindBeside(service ?? serviceOf(''), first) : BELOW[rung.kind];
  return {
    kind,
    service,
    automatic: true,
    switchMs: RUNG_KINDS[kind].switchMs,
    level: null,
    // A rung below the models is a table or a text of the gateway's own.
    chance: rung.kind === 'model' ? trials : { by: 'assumption', failing: 0 },
    measured: null,
    text: service === null ? '' : service.target === '' ? service.name : service.target,
    by: 'configuration',
  };
}

const BELOW = { cache: 'cache', edition: 'edition', defer: 'queue', notice: 'message' } as const satisfies Record<
  Exclude<Rung['kind'], 'model'>,
  RungKind
>;

/** What a service is beside the ones that serve first. */
function kindBeside(service: Service, first: readonly Service[]): RungKind {
  if (service.isHere) return 'local';
  const [usual] = first;
  if (usual === undefined) return 'other-provider';
  if (service.companies.some((one) => usual.companies.includes(one))) return 'other-model';
  return service.maker === usual.maker ? 'same-model-elsewhere' : 'other-provider';
}

/** What the code falls back to, where every call on the main path does. */
function codeRungs(code: Code | null, first: readonly Service[], chance: Chance): readonly JoinedRung[] {
  const [site, ...others] = code?.usual ?? [];
  const fallback = site?.fallback.value;
  if (fallback === undefined || fallback === 'unknown' || fallback.kind === 'none') return [];
  const isEverywhere = others.every(({ fallback: { value } }) => value !== 'unknown' && value.kind === fallback.kind);
  if (!isEverywhere) return [];
  if (fallback.kind === 'static')
    return [{ ...CODE_RUNG, kind: 'template', service: null, switchMs: 0, chance, text: 'a fixed answer in the code' }];
  return fallback.to.map((name) => {
    const service = serviceOf(name);
    const kind = fallback.kind === 'same-provider' ? 'other-model' : kindBeside(service, first);
    return {
      ...CODE_RUNG,
      kind,
      service,
      switchMs: site?.worstMs.value === null ? Number.POSITIVE_INFINITY : codeSwitchMs(site?.worstMs.value),
      chance,
      text: name,
    };
  });
}

const CODE_RUNG = { automatic: true, level: null, measured: null, by: 'scan' } as const;

/** The fallback comes when the call has failed for good. Where nobody knows when that is, the deadline of most SDKs counts, ms. */
const SDK_MS = 600_000;

function codeSwitchMs(worstMs: number | 'unknown' | undefined): number {
  return typeof worstMs === 'number' ? worstMs : SDK_MS;
}

function declaredRung(rung: DeclaredRung, trials: Chance): JoinedRung {
  const kind = RUNG_KINDS[rung.rung];
  const automatic = rung.automatic ?? false;
  return {
    kind: rung.rung,
    service: rung.service === undefined ? null : serviceOf(rung.service),
    automatic,
    switchMs: msOf(rung.switch) ?? (automatic ? kind.switchMs : kind.byHandMs),
    level: rung.level ?? null,
    chance: rung.failing === undefined ? trials : { by: 'assumption', failing: rung.failing },
    measured: null,
    text: rung.text ?? rung.service ?? '',
    by: 'person',
  };
}

/** What people say of a rung that the gateway or the code has is added to it. */
function once(rungs: readonly JoinedRung[]): readonly JoinedRung[] {
  const result: JoinedRung[] = [];
  for (const rung of rungs) {
    const at = result.findIndex(({ kind, service }) => kind === rung.kind && service?.id === rung.service?.id);
    const known = result[at];
    if (known === undefined) result.push(rung);
    else if (rung.by === 'person')
      result[at] = {
        ...known,
        level: rung.level ?? known.level,
        chance: rung.chance.by === 'assumption' ? rung.chance : known.chance,
        text: known.text || rung.text,
      };
  }
  return result;
}
