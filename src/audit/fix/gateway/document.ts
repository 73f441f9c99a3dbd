import { isMap, parseDocument, type YAMLMap } from 'yaml';

/** What is at the top of a YAML text, with the places of everything in it; null where it is no mapping, has mistakes, or is nested without end. */
export function mappingIn(text: string): YAMLMap | null {
  try {
    const { contents, errors } = parseDocument(text);
    return errors.length === 0 && isMap(contents) ? contents : null;
  } catch {
    // Nothing is written into what cannot be read.
    return null;
  }
}
