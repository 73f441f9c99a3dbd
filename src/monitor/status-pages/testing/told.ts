import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../../model/fault.ts';
import type { Reading } from '../../../model/official.ts';
import { bodyAt, type PageFamily } from '../../../drill/sandbox/status-pages/families.ts';
import { simulatedPage, type SimulatedPage, type Word } from '../../../drill/sandbox/status-pages/simulated-page.ts';
import type { StoryLamp } from '../../../drill/sandbox/status-pages/story.ts';
import { STATUS_PAGES } from '../index.ts';
import type { StatusPage, Way } from '../page.ts';

/** When all of these tests play, ms since 1970. */
export const NOW_MS = Date.parse('2026-11-20T15:00:00Z');
export const MIN = 60_000;

export function pageNamed(id: string): StatusPage {
  const page = STATUS_PAGES.get(id);
  if (page === undefined) throw new Error(`There is no page ${id}`);
  return page;
}

export function wayOf(id: string, place = 0): Way {
  const way = pageNamed(id).ways[place];
  if (way === undefined) throw new Error(`${id} has no way ${place}`);
  return way;
}

/** Bodies of a page from text, JSON or bytes. */
export function bodies(...answers: readonly unknown[]): readonly Uint8Array[] {
  return answers.map((answer) => {
    if (answer instanceof Uint8Array) return answer;
    return Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
}

export function readAt(id: string, place: number, answers: readonly unknown[], nowMs = NOW_MS): Reading {
  return wayOf(id, place).read(bodies(...answers), nowMs);
}

/** The fault that reading ends in. */
export function faultOf(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- The test says what it is.
    return error as Fault;
  }
  throw new Error('It was read');
}

/** How the ways of our pages are played by simulated vendors: which page, which of its ways, which vendor, which of its lamps. */
export type Played = {
  readonly page: string;
  readonly way: number;
  readonly family: PageFamily;
  readonly lamps: readonly StoryLamp[];
  /** The surface that the first lamp is all of. */
  readonly surface: string;
};

const CLAUDE_LAMPS = [
  { id: 'k8w3r06qmzrp', name: 'Claude API (api.anthropic.com)' },
  { id: 'rwppv331jlwc', name: 'claude.ai' },
];

// oxfmt-ignore
export const PLAYED: readonly Played[] = [
  { page: 'claude', way: 0, family: 'statuspage', lamps: CLAUDE_LAMPS, surface: 'claude-api' },
  { page: 'claude', way: 1, family: 'statuspage', lamps: CLAUDE_LAMPS, surface: 'claude-api' },
  { page: 'claude', way: 2, family: 'history-feed', lamps: CLAUDE_LAMPS, surface: 'claude-api' },
  { page: 'openai', way: 0, family: 'incident-io', lamps: [{ id: '01JP8CD9JR3HR6Y7G4Q75N4DVW', name: 'Responses' }, { id: '01JMXBNJXGV1T5GT2M9XA83XNG', name: 'Conversations' }], surface: 'openai-api' },
  { page: 'openai', way: 1, family: 'incident-io', lamps: [{ id: '01JP8CD9JR3HR6Y7G4Q75N4DVW', name: 'Responses' }], surface: 'openai-api' },
  { page: 'google-cloud', way: 0, family: 'google-cloud', lamps: [{ id: 'Z0FZJAMvEB4j3NbCJs6B', name: 'Vertex Gemini API' }], surface: 'vertex-ai' },
  { page: 'google-workspace', way: 0, family: 'google-cloud', lamps: [{ id: 'npdyhgECDJ6tB66MxXyo', name: 'Gemini' }], surface: 'gemini-app' },
  { page: 'google-ai-studio', way: 0, family: 'ai-studio', lamps: [{ id: '1', name: 'Gemini API' }], surface: 'gemini-api' },
  { page: 'perplexity', way: 2, family: 'instatus', lamps: [{ id: 'clyiakn7i60113hvojwho6za6j', name: 'API' }, { id: 'clyi6jhgg31469ihojbwbsmeeg', name: 'Website' }], surface: 'perplexity-api' },
  { page: 'mistral', way: 0, family: 'rootly', lamps: [{ id: 'a', name: 'Completion API' }], surface: 'mistral-api' },
  { page: 'mistral', way: 1, family: 'checkly', lamps: [{ id: 'c4869a5a-054c-4c1b-88d1-3d195ba58511', name: 'Chat Completions API' }], surface: 'mistral-api' },
  { page: 'together', way: 0, family: 'better-stack', lamps: [{ id: '8604811', name: 'OpenAI GPT OSS 120B' }], surface: 'together' },
  { page: 'huggingface', way: 0, family: 'better-stack', lamps: [{ id: '1', name: 'Inference Providers' }], surface: 'huggingface' },
  { page: 'openrouter', way: 0, family: 'datadog', lamps: [{ id: '9fb5ccff-e128-455a-be20-59572f8d363a', name: 'Chat (/api/v1/chat/completions)' }], surface: 'openrouter' },
  { page: 'openrouter', way: 1, family: 'history-feed', lamps: [{ id: 'x', name: 'Chat' }], surface: 'openrouter' },
  { page: 'deepseek', way: 0, family: 'flashduty', lamps: [{ id: '01KR3NC9ETZYF436Z8YT1HM047', name: 'API 服务 (API Service)' }], surface: 'deepseek-api' },
  { page: 'deepseek', way: 1, family: 'flashduty', lamps: [{ id: 'a', name: 'API 服务 (API Service)' }], surface: 'deepseek-api' },
  { page: 'xai', way: 0, family: 'xai-feed', lamps: [{ id: 'api-global', name: 'Global (api.x.ai)' }, { id: 'grok-com', name: 'grok.com' }], surface: 'xai-api' },
  { page: 'azure', way: 0, family: 'azure-feed', lamps: [{ id: 'a', name: 'Azure OpenAI Service' }], surface: 'azure-openai' },
  { page: 'aws', way: 0, family: 'aws', lamps: [{ id: 'bedrock-us-east-1', name: 'Amazon Bedrock' }], surface: 'bedrock' },
  { page: 'github', way: 0, family: 'statuspage', lamps: [{ id: 'pjmpxvq2cmr2', name: 'Copilot' }], surface: 'github-copilot' },
  { page: 'microsoft-365', way: 0, family: 'microsoft-graph', lamps: [{ id: 'copilot', name: 'Microsoft 365 Copilot' }], surface: 'm365-copilot' },
];

/** A simulated page, which has been told this. */
export function playedPage(
  { family, lamps }: Pick<Played, 'family' | 'lamps'>,
  words: readonly Word[] = [],
): SimulatedPage {
  const page = simulatedPage('simulated', family, lamps);
  for (const word of words) page.say(word);
  return page;
}

/** What a simulated page answers to a way, in its order; a follow-up is asked with what came before. */
export function answersOf(way: Way, page: SimulatedPage, clock: (ms: number) => string = iso): readonly Uint8Array[] {
  const answers: Uint8Array[] = [];
  for (const ask of way.asks) {
    const path = (typeof ask === 'string' ? ask : ask(answers).path).split('?')[0] ?? '';
    const body = bodyAt(page.family, path, { story: page.story(), clock, nowMs: NOW_MS });
    if (body === null) throw new Error(`${page.family} has nothing at ${path}`);
    answers.push(body);
  }
  return answers;
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Payloads that were recorded, or come from documentation. They lie beside the repository. */
const RECORDED = join(import.meta.dirname, '../../../../../shared/data/incidents/status-page-fixtures');
export const recordedAreThere = existsSync(RECORDED);

export function recorded(name: string): string {
  return readFileSync(join(RECORDED, name), 'utf8');
}

/** One way of a page, asked at a simulated page instead. */
export function playedAt(url: string, { page, way }: Pick<Played, 'page' | 'way'>, everyMs: number): StatusPage {
  const { origin, pathname } = new URL(url);
  const real = wayOf(page, way);
  const asks = real.asks.map((ask) => {
    if (typeof ask === 'string') return pathname + ask;
    return (answers: readonly Uint8Array[]) => {
      const request = ask(answers);
      return { ...request, origin, path: pathname + request.path };
    };
  });
  return { ...pageNamed(page), ways: [{ ...real, origin, asks, everyMs }], asked: 'always' };
}
