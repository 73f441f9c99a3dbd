/** Something that is no crash and must not be all the same. */
export function oddity(sentence: string): Error {
  const found = new Error(sentence);
  found.name = 'Oddity';
  return found;
}
