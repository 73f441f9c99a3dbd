/** A whole number from a query of an address, null where there is none. */
export function numberIn(parameters: URLSearchParams, name: string): number | null {
  const text = parameters.get(name);
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
