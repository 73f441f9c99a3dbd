import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { ScratchPlan } from './scratch.ts';

/** Where Gemini CLI keeps what belongs to a person. */
const FOLDER = '.gemini';
const SETTINGS = 'settings.json';

/**
 * A home for one run of Gemini CLI. With a Google login, or when nothing is chosen, it does not go where its variable says,
 * and settings that count more than the person's have to be root's (Gemini CLI 0.61, tried 2026-11-25). So it gets the
 * person's settings with the key chosen, and everything else of theirs by links, so that what it remembers is kept.
 */
export function geminiHome(home: string): ScratchPlan {
  const folder = join(home, FOLDER);
  const settings = withKeyChosen(settingsIn(join(folder, SETTINGS)));
  const others = entriesIn(folder).filter((name) => name !== SETTINGS);
  return {
    files: { [`${FOLDER}/${SETTINGS}`]: JSON.stringify(settings, null, 2) },
    links: Object.fromEntries(others.map((name) => [`${FOLDER}/${name}`, join(folder, name)])),
  };
}

function withKeyChosen(settings: JsonObject): JsonObject {
  const security = objectIn(settings, 'security');
  const auth = { ...objectIn(security, 'auth'), selectedType: 'gemini-api-key' };
  return { ...settings, security: { ...security, auth } };
}

function objectIn(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

function settingsIn(file: string): JsonObject {
  try {
    const json: Json = parse(readFileSync(file, 'utf8'), [], { allowTrailingComma: true });
    return isObject(json) ? json : {};
  } catch {
    // There are none.
    return {};
  }
}

function entriesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // It has never run here.
    return [];
  }
}
