import { SURFACES } from '../../../providers/surfaces.ts';
import type { Assessed } from '../../workflows/report.ts';
import type { Service } from '../../workflows/service.ts';
import type { Report } from '../report.ts';
import { nameOfWorkflow } from './answers.ts';
import {
  alternativesOf,
  criticalityOf,
  hasAlternatives,
  impactOf,
  reasonOf,
  reasonsOf,
  reintegrationOf,
  relianceOf,
  substitutabilityOf,
  type Use,
  wholeHours,
} from './dora-proposals.ts';
import { type Blank, derived, type Entry, filled, type Sheet } from './sheet.ts';

/** Somebody in a chain of suppliers. */
type Link = { readonly name: string; readonly rank: number; readonly recipient: string };

/** Four parts of the register of information, as far as code and answers tell. Contracts, identifiers and audits they do not know. */
export function doraSheet({ assessment }: Report): Sheet {
  const workflows = assessment?.workflows ?? [];
  // What runs on a machine of one's own comes from no third party.
  const uses = workflows.flatMap((one) =>
    one.known.first.flatMap(({ service }) => (service.isHere ? [] : [{ one, service }])),
  );
  const services = [...new Map(uses.map(({ service }) => [service.id, service])).values()];
  return {
    title: 'DORA register of information, beforehand',
    standard:
      'Regulation (EU) 2022/2554, Article 28(3); Implementing Regulation (EU) 2024/2956. Codes: taxonomy of the EBA, by two secondary sources; compare them with the official files. Whether a service supports a critical or important function the financial entity decides.',
    parts: [
      { code: 'B_02.02', title: 'Contractual arrangements', entries: uses.map((use) => entryOf(use, ARRANGEMENT)) },
      { code: 'B_05.02', title: 'ICT service supply chains', entries: services.flatMap(chainEntries) },
      {
        code: 'B_06.01',
        title: 'Functions',
        entries: workflows.map((one) => ({ about: one.known.workflow.id, fields: filled(FUNCTION, one) })),
      },
      {
        code: 'B_07.01',
        title: 'Assessment of the ICT services',
        entries: uses.map((use) => entryOf(use, ASSESSMENT)),
      },
    ],
  };
}

function entryOf(use: Use, blanks: readonly Blank<Use>[]): Entry {
  return { about: `${use.one.known.workflow.id} with ${use.service.name}`, fields: filled(blanks, use) };
}

const CONTRACT = 'Who keeps the contracts: the number as in B_02.01.0010.';
const PROVIDER = 'Who keeps the contracts: the LEI or EUID of the legal entity that has signed.';
const CODE_TYPE = 'LEI or EUID, as the identification code is.';
const SERVICE_TYPE =
  'Who keeps the register, from Annex III. A hosted model may be S18 (PaaS) or S19 (SaaS); its contract decides.';

const ARRANGEMENT: readonly Blank<Use>[] = [
  { code: 'B_02.02.0010', name: 'Contractual arrangement reference number', open: CONTRACT },
  { code: 'B_02.02.0030', name: 'Identification code of the provider', open: PROVIDER },
  { code: 'B_02.02.0040', name: 'Type of that code', open: CODE_TYPE },
  { code: 'B_02.02.0050', name: 'Function identifier', open: 'Who keeps the register: as in B_06.01.0010.' },
  { code: 'B_02.02.0060', name: 'Type of ICT services', open: SERVICE_TYPE },
  {
    code: 'B_02.02.0180',
    name: 'Level of reliance on the ICT service',
    propose: ({ one }) => relianceOf(one),
    open: 'Who owns the function. "Not significant" is never proposed.',
  },
];

const CHAIN: readonly Blank<Link>[] = [
  { code: 'B_05.02.0010', name: 'Contractual arrangement reference number', open: CONTRACT },
  { code: 'B_05.02.0020', name: 'Type of ICT services', open: SERVICE_TYPE },
  { code: 'B_05.02.0030', name: 'Identification code of the provider', open: PROVIDER },
  { code: 'B_05.02.0040', name: 'Type of that code', open: CODE_TYPE },
  {
    code: 'B_05.02.0050',
    name: 'Rank',
    propose: ({ rank, recipient }) =>
      derived(
        rank,
        rank === 1
          ? 'asked directly; who has signed decides'
          : `fails together with ${recipient}; its list of subcontractors decides`,
      ),
    open: '',
  },
  {
    code: 'B_05.02.0060',
    name: 'Identification code of the recipient of sub-contracted services',
    open: 'Above rank 1 only: the identification code of the one before in the chain.',
  },
];

/** Who answers first, then what that stands on: clouds, edge networks, the maker of its models. */
function chainEntries(service: Service): readonly Entry[] {
  const own = SURFACES.get(service.id)?.maker ?? service.name;
  const [company, ...companies] = service.companies;
  const below = new Set([...companies, ...service.edges, service.maker]);
  if (company !== undefined) below.delete(company);
  const links: readonly Link[] = [
    { name: own, rank: 1, recipient: '' },
    ...[...below].map((name) => ({ name, rank: 2, recipient: own })),
  ];
  return links.map((link) => ({ about: `${service.name}: ${link.name}`, fields: filled(CHAIN, link) }));
}

const FUNCTION: readonly Blank<Assessed>[] = [
  {
    code: 'B_06.01.0010',
    name: 'Function identifier',
    open: 'Who keeps the register: F and a number. Several workflows may belong to one function.',
  },
  { code: 'B_06.01.0020', name: 'Licenced activity', open: 'Who keeps the register, from Annex II.' },
  {
    code: 'B_06.01.0030',
    name: 'Function name',
    propose: nameOfWorkflow,
    open: 'Who owns the function: its name in the organisation.',
  },
  { code: 'B_06.01.0040', name: 'LEI of the financial entity', open: 'Who keeps the register.' },
  {
    code: 'B_06.01.0050',
    name: 'Criticality or importance assessment',
    propose: ({ known: { workflow } }) => criticalityOf(workflow.criticality),
    open: 'Who owns the function. What people notice the same day ("important" here) need not be important in the sense of Article 3(22).',
  },
  {
    code: 'B_06.01.0060',
    name: 'Reasons for criticality or importance',
    propose: ({ known }) => reasonsOf(known.workflow.harm),
    open: 'Who owns the function; optional, 300 characters at most.',
  },
  {
    code: 'B_06.01.0070',
    name: 'Date of the last assessment of criticality or importance',
    open: 'Who owns the function. The template takes 9999-12-31 where none was made; whether that is so is not known here.',
  },
  {
    code: 'B_06.01.0080',
    name: 'Recovery time objective of the function',
    propose: ({ known }) => wholeHours(known.workflow.rto),
    open: 'Who owns the function: whole hours. The template takes 0 where none is defined.',
  },
  {
    code: 'B_06.01.0090',
    name: 'Recovery point objective of the function',
    propose: ({ known }) => wholeHours(known.workflow.rpo),
    open: 'Who owns the function: whole hours. The template takes 0 where none is defined.',
  },
  {
    code: 'B_06.01.0100',
    name: 'Impact of discontinuing the function',
    propose: ({ known }) => impactOf(known.workflow.impact),
    open: 'Who owns the function.',
  },
];

const ASSESSMENT: readonly Blank<Use>[] = [
  { code: 'B_07.01.0010', name: 'Contractual arrangement reference number', open: CONTRACT },
  { code: 'B_07.01.0020', name: 'Identification code of the provider', open: PROVIDER },
  { code: 'B_07.01.0030', name: 'Type of that code', open: CODE_TYPE },
  { code: 'B_07.01.0040', name: 'Type of ICT services', open: SERVICE_TYPE },
  {
    code: 'B_07.01.0050',
    name: 'Substitutability of the provider',
    propose: substitutabilityOf,
    open: 'Who owns the function: no other provider stands in the ladder. "Not substitutable" is about the market, and never proposed.',
  },
  {
    code: 'B_07.01.0060',
    name: 'Reason if not substitutable or difficult to substitute',
    propose: reasonOf,
    open: 'Only where .0050 is "not substitutable" or "highly complex".',
  },
  {
    code: 'B_07.01.0070',
    name: 'Date of the last audit on the provider',
    open: "Internal audit: audits of one's own, pooled or by order only; neither certificates of the provider nor drills. The template takes 9999-12-31 where there was none; whether that is so is not known here.",
  },
  {
    code: 'B_07.01.0080',
    name: 'Existence of an exit plan',
    open: 'Who keeps the contracts. A ladder or a runbook for outages is no exit plan.',
  },
  {
    code: 'B_07.01.0090',
    name: 'Possibility of reintegration of the contracted ICT service',
    propose: reintegrationOf,
    open: "Who owns the function: could it be done with means of one's own?",
  },
  {
    code: 'B_07.01.0100',
    name: 'Impact of discontinuing the ICT services',
    propose: ({ one }) => impactOf(one.known.workflow.impact),
    open: 'Who owns the function.',
  },
  {
    code: 'B_07.01.0110',
    name: 'Are there alternative providers identified?',
    propose: hasAlternatives,
    open: 'Who owns the function: none stands in the ladder.',
  },
  {
    code: 'B_07.01.0120',
    name: 'Identification of alternative providers',
    propose: alternativesOf,
    open: 'Only where .0110 is yes; optional.',
  },
];
