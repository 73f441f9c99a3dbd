import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { type Edit, inserted, lineBreak } from './edit.ts';

/** How files that say how a program is started are called, and how a variable is set in them. */
export const CONTAINERS: readonly (readonly [name: string, set: Set])[] = [
  ['compose.yaml', inCompose],
  ['compose.yml', inCompose],
  ['docker-compose.yaml', inCompose],
  ['docker-compose.yml', inCompose],
  ['Dockerfile', inDockerfile],
];

type Set = (text: string, variable: string, value: string) => readonly Edit[] | null;

/** In the stage that is started, which is the last; null where the variable is set already. */
function inDockerfile(text: string, variable: string, value: string): readonly Edit[] | null {
  if (new RegExp(`^\\s*ENV\\s+${variable}\\b`, 'm').test(text)) return null;
  const last = [...text.matchAll(/^[ \t]*FROM[ \t][^\n]*(?:\n|$)/gim)].at(-1);
  if (last === undefined) return null;
  const at = last.index + last[0].length;
  const end = lineBreak(text);
  return [inserted(at, `${last[0].endsWith('\n') ? '' : end}ENV ${variable}=${value}${end}`)];
}

/** At the one service that is built here; null where there are several, or it is written in a way in which nothing can be added. */
function inCompose(text: string, variable: string, value: string): readonly Edit[] | null {
  const document = parseDocument(text);
  const services = isMap(document.contents) ? document.contents.get('services', true) : undefined;
  if (document.errors.length > 0 || !isMap(services)) return null;
  const built = services.items.flatMap(({ value: one }) => (isMap(one) && one.has('build') ? [one] : []));
  const [service] = built;
  if (service === undefined || built.length > 1 || service.flow === true) return null;
  const environment = service.get('environment', true);
  const [own, end] = [columnOf(text, service), lineBreak(text)];
  if (own === null) return null;
  if (isMap(environment) && environment.flow !== true && !environment.has(variable)) {
    const place = columnOf(text, environment);
    return place === null ? null : [inserted(place.line, `${place.indent}${variable}: ${value}${end}`)];
  }
  if (isSeq(environment) && environment.flow !== true) {
    const [first] = environment.items;
    const isThere = environment.items.some((one) => isScalar(one) && String(one.value).startsWith(`${variable}=`));
    if (isThere || !isScalar(first) || !first.range) return null;
    const line = text.lastIndexOf('\n', first.range[0]) + 1;
    const indent = text.slice(line, text.indexOf('-', line));
    return [inserted(line, `${indent}- ${variable}=${value}${end}`)];
  }
  if (environment !== undefined) return null;
  return [inserted(own.line, `${own.indent}environment:${end}${own.indent}  ${variable}: ${value}${end}`)];
}

/** Where the first line of a mapping begins, and how far in its keys stand. */
function columnOf(text: string, { items }: YAMLMap): { readonly line: number; readonly indent: string } | null {
  const key = items[0]?.key;
  if (!isScalar(key) || !key.range) return null;
  const line = text.lastIndexOf('\n', key.range[0]) + 1;
  const indent = text.slice(line, key.range[0]);
  return indent.trim() === '' ? { line, indent } : null;
}
