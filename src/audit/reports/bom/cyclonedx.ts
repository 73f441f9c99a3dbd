import type { CallSite } from '../../../model/audit.ts';
import { provenanceOf } from '../provenance.ts';
import type { Report } from '../report.ts';
import { inOneLine, shortened } from '../text.ts';
import type { Assessed } from '../../workflows/report.ts';
import { claimsOf, workflowRef } from './claims.ts';
import { type Inventory, inventoryOf, type UsedModel, type UsedService, uuidOf } from './inventory.ts';

type Json = Readonly<Record<string, unknown>>;

const APP = 'app';
const TEXT_MAX = 1_000;

/** Who is depended on, as a bill of materials in CycloneDX 1.6: the services that answer, the models behind them, each call as evidence. */
export function renderCycloneDx(report: Report): string {
  const { about, assessment } = report;
  const inventory = inventoryOf(report);
  const workflows = assessment?.workflows ?? [];
  const declarations = claimsOf(workflows);
  const content = {
    components: [...workflows.map(workflowComponent), ...inventory.models.map(modelComponent)],
    services: inventory.services.map(serviceEntry),
    dependencies: dependenciesOf(inventory, workflows),
    // More may be there than code and people tell of; where something is known to be missing, that is said.
    compositions: [{ aggregate: isWhole(report) ? 'unknown' : 'incomplete', assemblies: [APP], dependencies: [APP] }],
    ...(declarations === null ? {} : { declarations }),
  };
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([about.name, about.scanHash, content]))}`,
    version: 1,
    metadata: {
      timestamp: about.generatedAt,
      tools: { components: [{ type: 'application', name: 'Failsoft', version: about.version }] },
      component: { type: 'application', 'bom-ref': APP, name: text(about.name) },
      properties: propertiesOf({
        scan: about.scanHash,
        partial: provenanceOf(report).partial,
        'open-unknowns': String(provenanceOf(report).openUnknowns),
      }),
    },
    ...content,
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}

function isWhole(report: Report): boolean {
  const { partial, openUnknowns } = provenanceOf(report);
  return partial === 'no' && openUnknowns === 0;
}

const text = (value: string): string => shortened(inOneLine(value), TEXT_MAX);

function serviceEntry({ service, maker, endpoints, calls, isStandby }: UsedService): Json {
  return {
    'bom-ref': serviceRef(service.id),
    provider: { name: text(maker) },
    name: text(service.name),
    ...(endpoints.length === 0 ? {} : { endpoints }),
    'x-trust-boundary': !service.isHere,
    // Prompts go out and answers come back. What is in them only a person can say.
    data: [{ flow: 'bi-directional', classification: 'not known' }],
    properties: propertiesOf({
      maker: service.maker,
      'failure-domain': [...service.companies, ...service.edges],
      calls: String(calls),
      standby: isStandby ? 'yes' : 'no',
    }),
  };
}

function modelComponent({ ref, name, services, sites }: UsedModel): Json {
  const [only, ...others] = services;
  return {
    type: 'machine-learning-model',
    'bom-ref': ref,
    ...(only !== undefined && others.length === 0 ? { supplier: { name: text(only.name) } } : {}),
    name: name === null ? 'not known' : text(name),
    scope: sites.some(({ use }) => use === 'production') ? 'required' : 'excluded',
    evidence: { occurrences: sites.map(occurrenceOf) },
    properties: propertiesOf({ calls: String(sites.length), known: name === null ? 'no' : 'yes' }),
  };
}

function occurrenceOf({ file, line, symbol, written, use, worstMs, id }: CallSite): Json {
  const worst = worstMs.value === null ? 'never' : worstMs.value === 'unknown' ? 'unknown' : `${worstMs.value} ms`;
  return {
    location: inOneLine(file),
    line,
    ...(symbol === '' ? {} : { symbol: text(symbol) }),
    additionalContext: text(`${use}; ${written}; until it fails for good: ${worst}; call ${id}`),
  };
}

function workflowComponent({ known, verdict, score }: Assessed): Json {
  const { id, name, purpose, criticality, mtpd, rto, rpo } = known.workflow;
  return {
    type: 'application',
    'bom-ref': workflowRef(id),
    name: text(name ?? id),
    ...(purpose === undefined ? {} : { description: text(purpose) }),
    properties: propertiesOf({
      workflow: id,
      verdict: verdict.verdict,
      because: verdict.because,
      owner: known.owner ?? 'unknown',
      criticality: criticality ?? 'unknown',
      mtpd: mtpd ?? 'unknown',
      rto: rto ?? 'unknown',
      rpo: rpo ?? 'unknown',
      score: `${Math.round(score.earned)} of ${score.possible}`,
    }),
  };
}

const serviceRef = (id: string): string => `service:${id}`;

function dependenciesOf({ services, models }: Inventory, workflows: readonly Assessed[]): readonly Json[] {
  const served = models.map(({ ref, services: by }) => ({ ref, dependsOn: by.map(({ id }) => serviceRef(id)) }));
  const flows = workflows.map(({ known: { workflow, code, first, ladder } }) => {
    const ids = new Set(code?.sites.map(({ id }) => id));
    const asked = models.filter(({ sites }) => sites.some(({ id }) => ids.has(id))).map(({ ref }) => ref);
    const by = [...first.map(({ service }) => service), ...ladder.flatMap(({ service }) => service ?? [])];
    return { ref: workflowRef(workflow.id), dependsOn: [...asked, ...by.map(({ id }) => serviceRef(id))] };
  });
  const app = { ref: APP, dependsOn: [...flows, ...served].map(({ ref }) => ref) };
  return [
    app,
    ...flows,
    ...served,
    ...services.map(({ service }) => ({ ref: serviceRef(service.id), dependsOn: [] })),
  ].map(({ ref, dependsOn }) => ({ ref, dependsOn: [...new Set(dependsOn)] }));
}

/** What CycloneDX has no place for, under a name of our own. */
function propertiesOf(values: Readonly<Record<string, string | readonly string[]>>): readonly Json[] {
  return Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map((one) => ({ name: `failsoft:${name}`, value: text(one) })),
  );
}
