import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { scan } from '../src/audit/scan.ts';
import { loadKnowledge } from '../src/audit/signatures/load.ts';
import type { CallSite } from '../src/model/audit.ts';

// Scans checkouts of repositories (`folder/owner+name`) and prints every call of a model that was found as one line of JSON, in the form
// that the ground truth of the audit is scored with; see docs/decisions/audit-scan.md.

const [folder = ''] = process.argv.slice(2);
const knowledge = loadKnowledge([]);

/** The ground truth has words of its own for what is only known at run time. */
function providersOf({ providers, sdk }: CallSite): readonly string[] {
  if (providers.value === 'unknown') return sdk === 'litellm' ? ['any-litellm'] : [];
  return providers.value.flatMap((provider) =>
    provider === 'openai-compatible' ? [provider, 'custom-openai-compatible'] : [provider],
  );
}

const FALLBACKS = {
  none: 'none',
  'same-provider': 'same_provider',
  'other-provider': 'cross_provider',
  static: 'static',
} as const;

for (const name of readdirSync(folder).toSorted()) {
  const { sites, notReadCount, filesSeen } = await scan({
    root: join(folder, name),
    knowledge,
    cacheFolder: null,
    onProgress: () => {},
  });
  process.stderr.write(`${name}: ${filesSeen} files, ${sites.length} calls, ${notReadCount} not read\n`);
  // What only tests ask is told apart in reports, and not labelled in the ground truth.
  for (const site of sites.filter(({ use, file }) => use !== 'test' || /benchmark/.test(file))) {
    const { file, line, end, model, streaming, timeoutMs, attempts, fallback } = site;
    const row = {
      repo: name.replace('+', '/'),
      file,
      line,
      end_line: end,
      provider: providersOf(site),
      model: model.value,
      ...(streaming.value !== 'unknown' && { streaming: streaming.value }),
      // The ground truth asks whether the repository sets it, not what the SDK does by itself.
      ...(timeoutMs.by !== 'nothing' && { has_timeout: timeoutMs.by === 'code' && timeoutMs.value !== null }),
      ...(attempts.by !== 'nothing' && { has_retry: attempts.by === 'code' && attempts.value !== 1 }),
      ...(fallback.value !== 'unknown' && { fallback: FALLBACKS[fallback.value.kind] }),
      sdk: site.sdk,
      written: site.written,
    };
    process.stdout.write(`${JSON.stringify(row)}\n`);
  }
}
