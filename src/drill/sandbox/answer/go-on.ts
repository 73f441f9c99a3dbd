/**
 * What models do that are asked to begin with given words and to go on from there. Which one a simulated model is, its name says:
 * `gpt-5.6-restarts`.
 */
export const HABITS = {
  '-preamble': 'It says a few words first.',
  '-reflows': 'It changes the spaces in what it was asked to begin with.',
  '-restarts': 'It begins its answer anew.',
  '-ignores': 'It goes on without the words that it was asked to begin with.',
} as const;

/** The words that a text asks to begin with: from one mark to the end of the last paragraph but one; null when it asks for no such thing. */
export function beginningIn(text: string): string | null {
  const from = text.search(/⟦\w+⟧/);
  const end = text.lastIndexOf('\n\n');
  return from < 0 || end <= from || !/⟦\/\w+⟧/.test(text) ? null : text.slice(from, end);
}

/** An answer that goes on with another one, as the model is used to. `rest` is what it has to say itself. */
export function goOn(beginning: string, rest: string, model: string): string {
  const core = beginning.trimEnd();
  const spaces = beginning.slice(core.length);
  if (model.includes('-preamble')) return `Of course! Here is the rest:\n\n${beginning}${rest}`;
  if (model.includes('-reflows')) return core.replaceAll(/\s+/g, '\n ') + spaces + rest;
  if (model.includes('-restarts')) return `As I was saying: ${rest}`;
  return model.includes('-ignores') ? rest : beginning + rest;
}
