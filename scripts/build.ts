import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writtenKnowledge } from '../src/audit/signatures/load.ts';
import { workflowsJsonSchema } from '../src/audit/workflows/schema.ts';
import { jsonSchema } from '../src/config/schema/schema.ts';
import { VERSION } from '../src/app.ts';
import { buildWriter } from './build-writer.ts';

// Makes `dist`, which is what the package consists of: the compiled code, what goes into pages as it is, what the audit knows AI by,
// the schemas of the configuration and of the workflows, and the page of the writer.

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
if (version !== VERSION) throw new Error(`package.json says ${version}, src/app.ts says ${VERSION}.`);

const dist = join(root, 'dist');
// The page of the writer takes longest, and is made anew only when something in it has changed.
for (const name of existsSync(dist) ? readdirSync(dist) : [])
  if (name !== 'writer') rmSync(join(dist, name), { recursive: true, force: true });
const compiler = fileURLToPath(import.meta.resolve('typescript/package.json')).replace('package.json', 'bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(1);
const BESIDE_CODE = ['page', 'gateway/status-page/page', 'audit/reports/page', 'audit/syntax'];
for (const folder of BESIDE_CODE) {
  for (const name of readdirSync(join(root, 'src', folder)))
    if (/\.(?:css|js|wasm)$/.test(name))
      copyFileSync(join(root, 'src', folder, name), join(root, 'dist', folder, name));
}
writeFileSync(join(root, 'dist', 'audit/signatures/knowledge.json'), JSON.stringify(writtenKnowledge()));
writeFileSync(join(root, 'dist', 'schema.json'), jsonSchema());
writeFileSync(join(root, 'dist', 'workflows.schema.json'), workflowsJsonSchema());
await buildWriter();
