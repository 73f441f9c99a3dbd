import type { Json } from '../../model/json.ts';
import type { Gateway } from '../gateway.ts';
import type { Incoming } from '../handle.ts';
import { jsonIn } from '../json.ts';

/** What an administrator asks, or wants to be done. */
export type Question = {
  readonly gateway: Gateway;
  readonly path: string;
  readonly parameters: URLSearchParams;
  /** Throws `bad-request` for what is no JSON. */
  readonly body: () => Json;
};

/** By path. A fault that it throws, or rejects with, is the answer. */
export type Answers = Readonly<Record<string, (question: Question) => Promise<Told> | Told>>;

export type Told = { readonly status: number; readonly value: unknown };

export const well = (value: unknown): Told => ({ status: 200, value });

export function questionIn(gateway: Gateway, { path, query, body }: Incoming): Question {
  return { gateway, path, parameters: new URLSearchParams(query), body: () => jsonIn(body) };
}
