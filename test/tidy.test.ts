import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTest, type Source, trespasses, unreachable } from './tidy.ts';

const FOLDERS = ['src', 'test', 'bench', 'scripts', 'apps'];

const sources: readonly Source[] = FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path).replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path) && !/(?:^|\/)(?:node_modules|dist)\//.test(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') })),
);

/**
 * What people and packages start from: the command line, the library, its gateway and client; the outages that only tests play; and what
 * replays count.
 */
const ROOTS = [
  'src/cli/main.ts',
  'src/index.ts',
  'src/gateway/serve.ts',
  'src/client/client.ts',
  'src/react/react.ts',
  'src/drill/simulator/many.ts',
  'src/drill/simulator/scenario/named.ts',
  'src/drill/simulator/shapes.ts',
  'src/history/failover.ts',
];

describe('the house', () => {
  it('is tidy: everybody imports only downwards, and stays away from what is not theirs', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(trespasses(sources)).toEqual([]);
  });

  it('has no file that nobody needs', () => {
    const product = sources.filter(({ path }) => path.startsWith('src/') && !isTest(path));
    expect(unreachable(product, ROOTS)).toEqual([]);
  });
});

describe('the rules of the house', () => {
  it.each<readonly [string, string, string, string]>([
    ['the model imports nothing', 'src/model/a.ts', "import { b } from '../world/b.ts';", 'imports world'],
    ['not even for a type', 'src/protocols/x/a.ts', "import type { B } from '../../engine/b.ts';", 'imports engine'],
    ['nor in the middle of a line', 'src/engine/a.ts', "const b = await import('../gateway/b.ts');", 'imports gateway'],
    ['nor by passing it on', 'src/store/a.ts', "export { b } from '../engine/b.ts';", 'imports engine'],
    ['over several lines', 'src/config/a.ts', "import {\n  b,\n} from '../world/b.ts';", 'imports world'],
    ['the engine does not know the files above', 'src/engine/a.ts', "import { b } from '../app.ts';", 'imports app'],
    ['the gateway leaves audits alone', 'src/gateway/a.ts', "import { b } from '../audit/b.ts';", 'imports audit'],
    [
      'a client takes types only',
      'src/client/a.ts',
      "import { b } from '../model/b.ts';",
      'imports more than types of model',
    ],
    ['hooks know the client alone', 'src/react/a.ts', "import { b } from '../model/b.ts';", 'imports model'],
    ['and React has its place', 'src/client/a.ts', "import { useState } from 'react';", 'imports react'],
    [
      'the product does not need its tests',
      'src/app.ts',
      "import { b } from './drill/testing/b.ts';",
      'imports src/drill/testing/b.ts, which is only for tests',
    ],
    [
      'nothing leaves the package',
      'src/cli/a.ts',
      "import { b } from '../../test/b.ts';",
      'imports test/b.ts, which is not part of the package',
    ],
    ['undici lives in the world', 'src/engine/a.ts', "import { request } from 'undici';", 'imports undici'],
    ['a new package needs a line', 'src/cli/a.ts', "import chalk from 'chalk/x';", 'imports chalk'],
    ['also one with a scope', 'src/gateway/a.ts', "import * as p from '@clack/prompts';", 'imports @clack/prompts'],
    ['the pure read no disk', 'src/providers/a.ts', "import { readFileSync } from 'node:fs';", 'imports node:fs'],
    ['the pure have no clock', 'src/resilience/a.ts', 'const now = Date.now();', 'reaches for the clock or for chance'],
    [
      'the engine asks the world for it',
      'src/engine/a.ts',
      'setTimeout(() => {}, 1);',
      'reaches for the clock or for chance',
    ],
    ['the pure have no chance', 'src/history/a.ts', 'const x = Math.random();', 'reaches for the clock or for chance'],
    ['the pure print nothing', 'src/protocols/a.ts', 'console.log(1);', 'reaches for its surroundings'],
    ['the environment is read in one place', 'src/cli/a.ts', 'const x = process.env.X;', 'reads the environment'],
    [
      'nothing is fetched on the way',
      'src/gateway/a.ts',
      'await fetch(url);',
      'uses the web fetch types on the request path',
    ],
    ['nor in its words', 'src/world/a.ts', 'const x: Response = y;', 'uses the web fetch types on the request path'],
    ['nor combined', 'src/engine/a.ts', 'AbortSignal.any([a, b]);', 'uses the web fetch types on the request path'],
    [
      'a folder without a rule is none',
      'src/utils/a.ts',
      'export const a = 1;',
      'lies in a folder that no rule knows: utils',
    ],
    ['a file has an end', 'bench/a.ts', '\n'.repeat(401), 'is longer than 400 lines'],
    [
      'an app goes by the name',
      'apps/console/src/a.ts',
      "import { b } from '../../../src/b.ts';",
      'imports ../../../src/b.ts instead of the package by its name',
    ],
  ])('%s', (_, path, text, sentence) => {
    expect(trespasses([{ path, text }])).toEqual([`${path} ${sentence}`]);
  });

  it.each<readonly [string, string, string]>([
    ['a folder may import itself', 'src/engine/a.ts', "import { b } from './b/c.ts';"],
    [
      'words are no deeds',
      'src/model/a.ts',
      "// Date.now() would lie\nconst a = 'fetch(process.env)';\n/* import '../cli/a.ts' */",
    ],
    ['a date that is given is data', 'src/model/a.ts', 'const a = new Date(ms).toISOString();'],
    ['a test may do anything', 'src/model/a.test.ts', "import { b } from '../cli/b.ts';\nsetTimeout(b, 1);"],
    [
      'an app uses the package',
      'apps/writer/src/a.ts',
      "import { ask } from 'failsoft/client';\nimport { b } from './b.ts';",
    ],
    ['a client takes types', 'src/client/a.ts', "import type { Reply } from '../model/reply.ts';"],
    [
      'types of our own may be called like those of the web outside the path',
      'src/ask.ts',
      'type Request = { body: string };',
    ],
  ])('%s, and that is no trespass', (_, path, text) => {
    expect(trespasses([{ path, text }])).toEqual([]);
  });

  it('a file that only its own circle knows is found', () => {
    const texts = {
      'src/index.ts': "export { a } from './x/a.ts';",
      'src/x/a.ts': "new Worker(new URL('./w.ts', import.meta.url));",
      'src/x/w.ts': '',
      'src/x/b.ts': "import './c.ts';",
      'src/x/c.ts': "import './b.ts';",
    };
    const all = Object.entries(texts).map(([path, text]) => ({ path, text }));
    expect(unreachable(all, ['src/index.ts'])).toEqual(['src/x/b.ts', 'src/x/c.ts']);
  });
});
