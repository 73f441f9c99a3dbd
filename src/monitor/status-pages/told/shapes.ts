import { parseXml, XmlElement } from '@rgrove/parse-xml';
import type { z } from 'zod';
import { challenged, unreadable } from '../page.ts';

/** The text of an answer. Only its own byte order mark says that it is not UTF-8. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** JSON of that shape. */
export function jsonOf<T>(bytes: Uint8Array | undefined, shape: z.ZodType<T>): T {
  const text = textOf(bytes ?? new Uint8Array());
  return shaped(parsed(text), shape);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (isHtml(text)) throw challenged();
    throw unreadable(text.trim() === '' ? 'it is empty' : 'it is not JSON, or only half of it', error);
  }
}

export function shaped<T>(value: unknown, shape: z.ZodType<T>): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw unreadable(`it does not look as it used to: ${placeOf(issue?.path)} is missing or something else`);
}

function placeOf(path: readonly PropertyKey[] = []): string {
  return path.length === 0 ? 'all of it' : path.map(String).join('.').slice(0, 100);
}

function isHtml(text: string): boolean {
  return /^\s*<(?:!doctype html|html|head|body)\b/i.test(text.slice(0, 1_000));
}

/** The outermost element of XML. Entities that a document defines itself stay as they are. */
export function xmlOf(bytes: Uint8Array | undefined): XmlElement {
  const text = textOf(bytes ?? new Uint8Array());
  if (isHtml(text)) throw challenged();
  try {
    const { root } = parseXml(text, { ignoreUndefinedEntities: true });
    if (root !== null) return root;
  } catch (error) {
    // Also a stack that overflowed where elements lie in each other by the thousand.
    throw unreadable(text.trim() === '' ? 'it is empty' : 'it is not XML, or only half of it', error);
  }
  throw unreadable('it is XML without an element');
}

export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child): child is XmlElement => child instanceof XmlElement && child.name === name);
}

/** The text of the first child with this name; empty where there is none. */
export function childText(element: XmlElement, name: string): string {
  const [child] = childrenOf(element, name);
  return child === undefined ? '' : child.text.trim();
}
