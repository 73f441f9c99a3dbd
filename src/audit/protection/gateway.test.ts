import { describe, expect, it } from 'vitest';
import type { CallSite } from '../../model/audit.ts';
import { scanned } from '../testing/tree.ts';

const CONFIG = `listen: 127.0.0.1:4800
providers:
  anthropic: {apiKey: "\${ANTHROPIC_API_KEY}"}
  spare: {provider: mistral, apiKey: "\${MISTRAL_API_KEY}"}
routes:
  - {name: claude, match: ['claude-*'], ladder: [anthropic/*, {target: spare/mistral-large-latest, tries: 1}, {notice: later}]}
  - {name: alone, match: ['*'], ladder: [anthropic/*, anthropic/claude-haiku-4-5, {notice: later}]}
`;
const ask = (client: string, model = 'claude-haiku-4-5-20251001'): string =>
  `import os\nimport anthropic\nclient = anthropic.Anthropic(${client})\ndef ask(m):\n    return client.messages.create(model="${model}", messages=m, max_tokens=9)\n`;
const LED = 'ANTHROPIC_BASE_URL=http://127.0.0.1:4800\n';

async function fallbackIn(files: Readonly<Record<string, string>>): Promise<CallSite['fallback']['value']> {
  const { sites } = await scanned({ 'failsoft.yaml': CONFIG, 'a.py': ask(''), ...files });
  return sites.find(({ file }) => file.endsWith('a.py'))?.fallback.value ?? 'unknown';
}

describe('a call that is led to a gateway of Failsoft in the same tree', () => {
  it.each([
    ['by a variable that its SDK reads', { '.env': LED }],
    ['by one in an example of settings', { '.env.example': `# the gateway\nexport ${LED}` }],
    ['by one of a container', { Dockerfile: `FROM python\nENV ${LED}` }],
    ['by one of a service', { 'compose.yaml': `services:\n  app:\n    environment:\n      - ${LED}` }],
    [
      'by one that its code reads',
      { 'a.py': ask('base_url=os.environ["LLM"]'), '.env': 'LLM=http://localhost:4800\n' },
    ],
    ['by its code', { 'a.py': ask('base_url=os.environ.get("LLM", "http://127.0.0.1:4800")') }],
  ])('has the ladder of the gateway behind it: %s', async (_, files) => {
    expect(await fallbackIn(files)).toEqual({ kind: 'other-provider', when: [], to: ['mistral'] });
  });

  it.each([
    ['where nothing leads to it', {}],
    ['where another address does', { '.env': 'ANTHROPIC_BASE_URL=http://127.0.0.1:4801\n' }],
    ['where the code says another address', { '.env': LED, 'a.py': ask('base_url="https://api.example.com"') }],
    ['where the settings are those of another folder', { 'other/.env': LED }],
    ['where the route has nobody else', { '.env': LED, 'a.py': ask('', 'other-model') }],
    ['where the configuration cannot be read', { '.env': LED, 'failsoft.yaml': 'routes: [' }],
    ['where it is a bomb', { '.env': LED, 'failsoft.yaml': 'a: &a [x]\nroutes: [*a, *a]\n' }],
  ])('has none: %s', async (_, files) => {
    expect(await fallbackIn(files)).toEqual({ kind: 'none', when: [], to: [] });
  });
});
