import { mistakeIn } from '../../engine/readers/schema-check.ts';
import type { Json } from '../../model/json.ts';
import { count, fine, type Look, wrong } from './candidate.ts';

/** As long as the operator wants it. */
export const length: Look = ({ body, slot: { rules } }) => {
  const { min, max } = rules.length;
  const characters = Array.from(body.trim()).length;
  const said = `${count(characters, 'character')}, ${min} to ${max} are asked for`;
  return characters >= min && characters <= max ? fine(said) : wrong(said);
};

/** JSON that keeps to the schema. */
export const schema: Look = ({ body, slot: { format, rules } }) => {
  if (format !== 'json') return null;
  let value: Json;
  try {
    value = JSON.parse(body);
  } catch {
    return wrong('It is no JSON');
  }
  if (rules.schema === null) return fine('It is JSON');
  try {
    const mistake = mistakeIn(value, rules.schema);
    return mistake === null ? fine('It keeps to the schema') : wrong(`It does not keep to the schema at ${mistake}`);
  } catch {
    return wrong('Whether it keeps to the schema cannot be found out: the schema is none, or takes too long');
  }
};

/** What runs, loads or sends something by being looked at. Markdown may hold the same. */
const ACTIVE =
  /<\s*(?:script|iframe|object|embed|form|base|meta|link|svg|math)\b|<[^<>]{0,2000}\son[a-z]{1,30}\s{0,9}=|\b(?:javascript|vbscript)\s*:|\bdata\s*:\s*text\/html/i;

/** Nothing in it does anything by being looked at. */
export const markup: Look = ({ body, slot: { format } }) => {
  if (format !== 'html' && format !== 'markdown') return null;
  return ACTIVE.test(body) ? wrong('It holds scripts, frames or forms') : fine('It holds no scripts, frames or forms');
};
