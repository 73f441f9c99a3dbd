import type { Config } from '../../config/config.ts';
import { matches } from '../../model/route.ts';
import type { ProtocolId } from '../../protocols/protocol.ts';
import { type Channel, duration, wrap } from '../print.ts';
import { type Abilities, ABILITY_QUESTIONS, tryAbilities } from './abilities.ts';
import { type Check, nameOf, type Plan, type RouteChecks } from './checks.ts';
import { type Finding, standingOf } from './examine.ts';
import type { Asker } from './question.ts';
import { dialects, type Passage, type Rehearsal, rehearse, type Subject } from './rehearse.ts';

/** What a deep look found out besides. */
export type Deep = { readonly findings: readonly Finding[]; readonly rehearsals: readonly Rehearsal[] };

export type DeepMeans = {
  readonly config: Config;
  readonly asker: Asker;
  /** May a question be asked that can cost something? */
  readonly mayAsk: (check: Check) => boolean;
};

/** How many further questions it takes. */
export function deepQuestions({ checks, routes }: Plan): number {
  return checks.length * ABILITY_QUESTIONS + routes.length * (dialects().length + 1);
}

/** Tries what every target that answers can do, and every route as clients use it. */
export async function lookDeeper(
  { config, asker, mayAsk }: DeepMeans,
  plan: Plan,
  findings: readonly Finding[],
): Promise<Deep> {
  const deeper = await Promise.all(
    findings.map(async (finding) => {
      const isWell = standingOf(finding) === 'ready' && finding.check.key <= 0 && mayAsk(finding.check);
      return isWell ? withAbilities(finding, await tryAbilities(asker, finding.check)) : finding;
    }),
  );
  const subjects = plan.routes.flatMap((route) => subjectOf(route, plan, mayAsk));
  return { findings: deeper, rehearsals: subjects.length === 0 ? [] : await rehearse(config, subjects) };
}

/** A route can be rehearsed when all that may answer may be asked, and a name is known that leads to it. */
function subjectOf(
  { route, names }: RouteChecks,
  { checks, routes }: Plan,
  mayAsk: DeepMeans['mayAsk'],
): readonly Subject[] {
  const asked = names.flatMap((name) => checks.filter((check) => nameOf(check) === name));
  const isOpen = asked.length > 0 && asked.every((check) => mayAsk(check) && check.account.keys.kind !== 'caller');
  const literals = route.match.filter((pattern) => !pattern.includes('*'));
  const candidates = [...literals, ...asked.map(({ model }) => model), 'default'].filter((name) => name !== null);
  // A name that an earlier route takes would show how that one is doing.
  const leadsHere = (name: string): boolean => routes.find((one) => matches(one.route.match, name))?.route === route;
  const model = candidates.find(leadsHere);
  return isOpen && model !== undefined ? [{ route, model }] : [];
}

function withAbilities(finding: Finding, abilities: Abilities): Finding {
  const deeper: Finding = { ...finding, level: 5, abilities };
  if (abilities.tools !== 'no' || finding.verdict !== 'ok') return deeper;
  const fix = 'coding agents need tools: put another model before it';
  return { ...deeper, verdict: 'missing_capability', detail: '', fix };
}

/** `tools, schemas, no images`; empty when nobody has tried. */
export function abilityWords({ abilities }: Finding): string {
  if (abilities === null) return '';
  const names = (['tools', 'schemas', 'images'] as const).map((name) => {
    const can = abilities[name];
    return can === 'yes' ? name : can === 'no' ? `no ${name}` : `${name} not proved`;
  });
  return names.join(', ');
}

const NAMES: Readonly<Record<ProtocolId, string>> = {
  anthropic: 'Anthropic Messages',
  'openai-chat': 'OpenAI Chat',
  'openai-responses': 'OpenAI Responses',
  gemini: 'Gemini',
  ollama: 'Ollama',
};

/** What came of a route's rehearsal, as people read it. */
export function rehearsalLines(
  { asked, switchedOff }: Rehearsal,
  { paint, width }: Pick<Channel, 'paint' | 'width'>,
): readonly string[] {
  const room = { width: width(), indent: 4 };
  const well = asked.filter(({ passage }) => passage.kind === 'answered').map(({ protocol }) => NAMES[protocol]);
  const line = (colour: 'green' | 'red' | 'yellow', mark: string, text: string): string =>
    `  ${paint(colour, mark)} ${wrap(text, room)}`;
  return [
    ...(well.length === 0 ? [] : [line('green', '✓', `answers whole streams to clients of ${well.join(', ')}`)]),
    ...asked.flatMap(({ protocol, passage }) =>
      passage.kind === 'failed' ? [line('red', '✗', `asked as ${NAMES[protocol]}: ${passage.detail}`)] : [],
    ),
    switchedOff === null
      ? line('yellow', '!', 'nobody stands in for its first model')
      : switchedOff.passage.kind === 'answered'
        ? line('green', '✓', `with ${switchedOff.provider} switched off, ${standIn(switchedOff.passage)}`)
        : line('red', '✗', `with ${switchedOff.provider} switched off, nobody answers: ${switchedOff.passage.detail}`),
  ];
}

function standIn({ servedBy, firstContentMs }: Extract<Passage, { kind: 'answered' }>): string {
  return `${servedBy} answers, first words after ${duration(firstContentMs).replace(' ', '\u00A0')}`;
}

/** Did everything answer that was asked? A route without a standby is no failure, but not good enough when it is strict. */
export function rehearsalStanding({ asked, switchedOff }: Rehearsal): 'passed' | 'alone' | 'failed' {
  const passages = [...asked.map(({ passage }) => passage), ...(switchedOff === null ? [] : [switchedOff.passage])];
  if (passages.some(({ kind }) => kind === 'failed')) return 'failed';
  return switchedOff === null ? 'alone' : 'passed';
}
