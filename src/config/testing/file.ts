import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { Fault } from '../../model/fault.ts';
import type { Config } from '../config.ts';
import type { Variables } from '../environment.ts';
import { loadConfig } from '../load.ts';

/** A folder with a configuration file, another one for each test. */
export type ConfigFolder = {
  readonly path: () => string;
  /** Loads a file with this text. */
  readonly load: (text: string, env?: Variables) => Config;
  /** The lines of the message that a file with this text is refused with; none where it is not. */
  readonly refused: (text: string, env?: Variables) => readonly string[];
};

export function configFolder(): ConfigFolder {
  let path = '';
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'failsoft-config-'));
  });
  afterEach(() => rmSync(path, { recursive: true, force: true }));

  const load = (text: string, env: Variables = {}): Config => {
    writeFileSync(join(path, 'failsoft.yaml'), text);
    return loadConfig({ cwd: path, env });
  };
  return {
    path: () => path,
    load,
    refused: (text, env) => {
      try {
        load(text, env);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
        const fault = Fault.from(error);
        expect(fault.kind).toBe('configuration');
        return fault.message.split('\n');
      }
      return [];
    },
  };
}

export const KEY = 'sk-ant-api03-abcdefghijklmnop-Qx4A';

/** A small configuration file, with other parts where a test is about those. */
export function file(
  parts: { readonly providers?: string; readonly routes?: string; readonly more?: string } = {},
): string {
  return [
    `providers: ${parts.providers ?? `{ openai: { apiKey: "${KEY}" }, ollama: {} }`}`,
    `routes: ${parts.routes ?? '[{ match: ["*"], ladder: [openai/*, notice] }]'}`,
    parts.more ?? '',
  ].join('\n');
}
