import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../model/route.ts';
import type { RequestEntry } from '../../model/journal.ts';
import { site } from '../reports/testing/reports.ts';
import { driftOf } from './drift.ts';
import type { Workflow } from './schema.ts';
import { knownOf, type Sources } from './sources.ts';
import type { GatewaySetup } from './targets.ts';
import { TODAY } from './testing/known.ts';

const setup = (provider: string, fingerprint: string | null): GatewaySetup => ({
  routes: [
    {
      name: 'reply',
      match: ['*'],
      ladder: [{ kind: 'model', provider, model: null, tries: 1, limits: LIMITS }],
      allow: null,
    },
  ],
  accounts: [{ id: provider, provider: { id: provider } }],
  alerts: { channels: [] },
  fingerprint,
});

function served(by: string, change: Partial<RequestEntry> = {}): RequestEntry {
  return {
    id: `${by} ${JSON.stringify(change)}`,
    atMs: Date.parse(TODAY),
    protocol: 'anthropic',
    route: 'reply',
    model: 'm',
    client: '',
    workflow: 'reply',
    streamed: false,
    outcome: 'answered',
    status: 200,
    mode: 'primary',
    servedBy: by,
    fault: null,
    tookMs: 1,
    firstContentMs: 1,
    usage: null,
    lost: [],
    attempts: [],
    bodies: null,
    ...change,
  };
}

const WORKFLOW: Workflow = { id: 'reply', calls: [{ site: 'src/reply.ts#draftReply' }] };

function drift(changes: Partial<Sources>): readonly string[] {
  const sources: Sources = {
    file: { version: 1, workflows: [WORKFLOW] },
    scan: { filesSeen: 1, filesWithAi: 1, sites: [site()], traces: [], findings: [], notRead: [], notReadCount: 0 },
    config: setup('openai', 'one'),
    running: null,
    entries: [served('openai/gpt-5.6')],
    trials: [],
    own: null,
    ownersOf: () => [],
    hashOf: () => null,
    unchangedSince: () => false,
    today: TODAY,
    ...changes,
  };
  const known = sources.file.workflows.map((workflow) => knownOf(workflow, sources));
  return driftOf(known, sources).map(({ workflow, what }) => (workflow === null ? what : `${workflow}: ${what}`));
}

describe('what does not fit together', () => {
  it.each<readonly [string, Partial<Sources>, readonly string[]]>([
    ['nothing, where all tell the same', {}, []],
    [
      'the code asks somebody else than traffic does',
      { entries: [served('anthropic/claude-sonnet-5-5')], config: setup('anthropic', 'one') },
      ['reply: the code asks openai, and anthropic/claude-sonnet-5-5 serves it'],
    ],
    [
      'the route names somebody else than serves',
      { config: setup('groq', 'one') },
      ['reply: openai/gpt-5.6 serves it, and the first rung of its route is groq'],
    ],
    [
      'the gateway that runs has another configuration',
      { running: setup('openai', 'two') },
      ['the gateway does not run with the failsoft.yaml that is here'],
    ],
    ['the gateway that runs has the same', { running: setup('openai', 'one') }, []],
    [
      'it is in the code, and not in the traffic',
      { entries: [served('openai/gpt-5.6', { workflow: 'another' })] },
      [
        'reply: it is in the code, and not one request of the journal is its own',
        '1 requests belong to no workflow: the workflow another',
      ],
    ],
    [
      'nobody has asked for long',
      { entries: [served('openai/gpt-5.6', { atMs: Date.parse('2026-08-01') })] },
      ['reply: no request for 90 days'],
    ],
    [
      'a call of the code is in no workflow, and one of a workflow not in the code',
      { file: { version: 1, workflows: [{ ...WORKFLOW, calls: [{ site: 'src/gone.ts#ask' }] }] } },
      [
        'reply: src/gone.ts#ask is not in the code any more, or calls no model',
        'src/reply.ts:7 belongs to no workflow',
      ],
    ],
  ])('is said: %s', (_, changes, expected) => {
    expect(drift(changes)).toEqual(expected);
  });
});
