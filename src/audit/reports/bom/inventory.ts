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
  const models = [...Map.groupBy(scan.sites, refOf)].map(([ref, sites]): UsedModel => {
    const [site] = sites;
    return { ref, name: modelOf(site), services: servicesOf(site), sites };
  });
  const workflows = assessment?.workflows ?? [];
  const usual = [
    ...scan.sites.flatMap(servicesOf),
    ...workflows.flatMap(({ known }) => known.first.map(({ service }) => service)),
  ];
  const all = new Map([...workflows.flatMap(standbysOf), ...usual].map((service) => [service.id, service]));
  const usualIds = new Set(usual.map(({ id }) => id));
  const services = [...all.values()].map((service): UsedService => {
    const sites = scan.sites.filter((site) => servicesOf(site).some(({ id }) => id === service.id));
    return {
      service,
      maker: SURFACES.get(service.id)?.maker ?? service.name,
      endpoints: [...new Set(sites.flatMap(endpointOf))].toSorted(),
      calls: sites.length,
      isStandby: !usualIds.has(service.id),
    };
  });
  return {
    services: services.toSorted((a, b) => compare(a.service.id, b.service.id)),
    models: models.toSorted((a, b) => compare(a.ref, b.ref)),
  };
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function standbysOf({ known }: Assessed): readonly Service[] {
  return known.ladder.flatMap(({ service }) => service ?? []);
}

function servicesOf(site: CallSite | undefined): readonly Service[] {
  const names = site?.providers.value;
  return names === undefined || names === 'unknown' ? [] : names.map(serviceOf);
}

/** Names with holes in them are filled in at run time, and nobody knows with what. */
function modelOf(site: CallSite | undefined): string | null {
  const name = site?.model.value ?? 'unknown';
  return name === 'unknown' || name === '' || name.includes('{') ? null : name;
}

function refOf(site: CallSite): string {
  const services = servicesOf(site).map(({ id }) => id);
  return `model:${services.length === 0 ? '?' : services.toSorted().join('+')}/${modelOf(site) ?? '?'}`;
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
