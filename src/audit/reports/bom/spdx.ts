import { provenanceLine, provenanceOf } from '../provenance.ts';
import type { Report } from '../report.ts';
import { inOneLine, shortened } from '../text.ts';
import { inventoryOf, type UsedModel, type UsedService, uuidOf } from './inventory.ts';

type Json = Readonly<Record<string, unknown>>;

/** What SPDX has where nothing is known and something has to stand. */
const NOT_KNOWN = 'NOASSERTION';
const CREATION = '_:creation';
const TEXT_MAX = 10_000;

/**
 * Who is depended on, in SPDX 3.0.1: an AIPackage for each model and for each service that people use without code of ours. The AI profile
 * wants a time of release, which nobody outside knows of a hosted model and which cannot be NOASSERTION; so it is left out, and the
 * document does not say that it follows that profile.
 */
export function renderSpdx(report: Report): string {
  const { about } = report;
  const { models, services } = inventoryOf(report);
  const base = `urn:uuid:${uuidOf(JSON.stringify([about.name, about.scanHash, models, services]))}#`;
  const idOf = (name: string): string => `${base}${name}`;
  const asked = new Set(models.flatMap(({ services: by }) => by.map(({ id }) => id)));
  const others = services.filter(({ service }) => !asked.has(service.id));
  const suppliers = new Map(services.map(({ service }, at) => [service.id, `supplier-${at + 1}`]));
  const supplierOf = (ids: readonly string[]): string =>
    idOf((ids.length === 1 && suppliers.get(ids[0] ?? '')) || NOT_KNOWN);
  const packages = [
    ...models.map((model, at) => {
      const id = idOf(`model-${at + 1}`);
      return [
        modelPackage(model, { id, supplier: supplierOf(model.services.map((one) => one.id)) }),
        placesOf(model, id, idOf(`calls-${at + 1}`)),
      ];
    }),
    ...others.map((used, at) => [
      servicePackage(used, { id: idOf(`service-${at + 1}`), supplier: supplierOf([used.service.id]) }),
    ]),
  ];
  const ai = packages.flatMap(([first]) => (first === undefined ? [] : [first]));
  const [app, sbom, agent, tool] = [idOf('app'), idOf('sbom'), idOf('generator'), idOf('tool')];
  const elements: readonly Json[] = [
    element('SoftwareAgent', agent, { name: 'Failsoft' }),
    element('Tool', tool, { name: `Failsoft ${about.version}` }),
    element('Organization', idOf(NOT_KNOWN), { name: NOT_KNOWN }),
    ...services.map(({ maker, service }) =>
      element('Organization', idOf(suppliers.get(service.id) ?? ''), { name: text(maker) }),
    ),
    element('software_Package', app, { name: text(about.name), software_primaryPurpose: 'application' }),
    ...packages.flat(),
    ...(ai.length === 0
      ? []
      : [dependency(report, { id: idOf('dependencies'), from: app, to: ai.map(({ spdxId }) => spdxId) })]),
    element('software_Sbom', sbom, { software_sbomType: ['source'], rootElement: [app] }),
  ];
  const document = element('SpdxDocument', idOf('document'), {
    name: text(`${about.name}: what it depends on for AI`),
    comment: provenanceLine(report),
    profileConformance: ['core', 'software'],
    rootElement: [sbom],
    element: elements.map(({ spdxId }) => spdxId),
  });
  const creation = {
    type: 'CreationInfo',
    '@id': CREATION,
    specVersion: '3.0.1',
    // Without parts of seconds, as the standard has it.
    created: `${about.generatedAt.slice(0, 19)}Z`,
    createdBy: [agent],
    createdUsing: [tool],
  };
  const graph = [creation, document, ...elements];
  return `${JSON.stringify({ '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': graph }, null, 2)}\n`;
}

const text = (value: string): string => shortened(inOneLine(value), TEXT_MAX);

function element(type: string, spdxId: string, fields: Json): Json {
  return { type, spdxId, creationInfo: CREATION, ...fields };
}

type As = { readonly id: string; readonly supplier: string };

function modelPackage({ name, services, sites }: UsedModel, { id, supplier }: As): Json {
  return element('ai_AIPackage', id, {
    name: name === null ? NOT_KNOWN : text(name),
    summary: text(
      `Asked at ${sites.length} ${sites.length === 1 ? 'place' : 'places'}; answers: ${services.map((one) => one.name).join(' or ') || 'not known'}.`,
    ),
    suppliedBy: supplier,
    software_packageVersion: NOT_KNOWN,
    software_downloadLocation: NOT_KNOWN,
    software_primaryPurpose: 'model',
  });
}

function servicePackage({ service, isStandby }: UsedService, { id, supplier }: As): Json {
  return element('ai_AIPackage', id, {
    name: text(service.name),
    summary: isStandby ? 'Asked only when another one has failed.' : 'Used without a call in this code.',
    suppliedBy: supplier,
    software_packageVersion: NOT_KNOWN,
    software_downloadLocation: NOT_KNOWN,
    software_primaryPurpose: 'application',
  });
}

/** Where a model is asked. SPDX has no place for calls, so they are a note on it. */
function placesOf({ sites }: UsedModel, subject: string, id: string): Json {
  const places = sites.map(({ file, line, use }) => `${file}:${line}${use === 'production' ? '' : ` (${use})`}`);
  return element('Annotation', id, {
    annotationType: 'other',
    subject,
    statement: text(`Calls: ${places.join(', ')}`),
  });
}

function dependency(
  report: Report,
  { id, from, to }: { readonly id: string; readonly from: string; readonly to: readonly unknown[] },
): Json {
  const { partial, openUnknowns } = provenanceOf(report);
  const completeness = partial === 'yes' || openUnknowns > 0 ? 'incomplete' : 'noAssertion';
  return element('Relationship', id, { from, relationshipType: 'dependsOn', to, completeness });
}
