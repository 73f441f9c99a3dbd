import { createHash } from 'node:crypto';
import type { CallSite } from '../../../model/audit.ts';
import { SURFACES } from '../../../providers/surfaces.ts';
import { type Service, serviceOf } from '../../workflows/service.ts';
import type { Assessed } from '../../workflows/report.ts';
import type { Report } from '../report.ts';

/** A model that code asks, as far as it is known: whose it is, what it is called, where it is asked. */
export type UsedModel = {
  /** The same for the same model in every report. */
  readonly ref: string;
  /** Null: it is not known. */
  readonly name: string | null;
  /** Everybody who may answer; empty where nobody knows. */
  readonly services: readonly Service[];
  readonly sites: readonly CallSite[];
};

/** Somebody whose AI is used, by code or by people. */
export type UsedService = {
  readonly service: Service;
  /** Whose it is, for people. */
  readonly maker: string;
  /** Addresses that stand in the code. */
  readonly endpoints: readonly string[];
  readonly calls: number;
  /** Who is asked only when another one has failed. */
  readonly isStandby: boolean;
};

/** What a bill of materials is about: every call has exactly one model, every model and workflow those who serve it. */
export type Inventory = { readonly services: readonly UsedService[]; readonly models: readonly UsedModel[] };

export function inventoryOf({ scan, assessment }: Report): Inventory {
  const asked = scan.sites.map((site): Asked => ({ site, services: servicesOf(site) }));
  const workflows = assessment?.workflows ?? [];
  const usual = [
    ...asked.flatMap(({ services }) => services),
    ...workflows.flatMap(({ known }) => known.first.map(({ service }) => service)),
  ];
  const usualIds = new Set(usual.map(({ id }) => id));
  const all = new Map([...workflows.flatMap(standbysOf), ...usual].map((service) => [service.id, service]));
  const services = [...all.values()].map((service): UsedService => {
    const mine = asked.filter((one) => one.services.some(({ id }) => id === service.id));
    return {
      service,
      maker: SURFACES.get(service.id)?.maker ?? service.name,
      endpoints: [...new Set(mine.flatMap(({ site }) => endpointOf(site)))].toSorted(),
      calls: mine.length,
      isStandby: !usualIds.has(service.id),
    };
  });
  return {
    services: services.toSorted((a, b) => compare(a.service.id, b.service.id)),
    models: modelsOf(asked).toSorted((a, b) => compare(a.ref, b.ref)),
  };
}

/** A call, and everybody who may answer it. */
type Asked = { readonly site: CallSite; readonly services: readonly Service[] };

function modelsOf(asked: readonly Asked[]): readonly UsedModel[] {
  return [...Map.groupBy(asked, refOf)].flatMap(([ref, same]) => {
    const [first] = same;
    if (first === undefined) return [];
    return [{ ref, name: modelOf(first.site), services: first.services, sites: same.map(({ site }) => site) }];
  });
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function standbysOf({ known }: Assessed): readonly Service[] {
  return known.ladder.flatMap(({ service }) => service ?? []);
}

function servicesOf({ providers: { value } }: CallSite): readonly Service[] {
  return value === 'unknown' ? [] : value.map(serviceOf);
}

/** Names with holes in them are filled in at run time, and nobody knows with what. */
function modelOf({ model: { value } }: CallSite): string | null {
  return value === 'unknown' || value === '' || value.includes('{') ? null : value;
}

function refOf({ site, services }: Asked): string {
  const ids = services.map(({ id }) => id);
  return `model:${ids.length === 0 ? '?' : ids.toSorted().join('+')}/${modelOf(site) ?? '?'}`;
}

/** The address of a provider, where it stands in the code as a whole. */
function endpointOf({ address: { value } }: CallSite): readonly string[] {
  return /^https?:[^{}]+$/.test(value) && URL.canParse(value) ? [value] : [];
}

/** A name for what a text says, by its hash: version 8 of RFC 9562, which is for such. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = (0x8 | (Number.parseInt(hex.slice(16, 17), 16) & 0x3)).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
