/** The words of a whole answer, in the two dialects that the writer asks in. */
export function answerText(body: unknown): string {
  const parts = listAt(body, 'content').map((part) => textAt(part, 'text'));
  if (parts.length > 0) return parts.join('');
  const [choice] = listAt(body, 'choices');
  return textAt(at(choice, 'message'), 'content');
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const found = at(value, key);
  return Array.isArray(found) ? found : [];
}

function textAt(value: unknown, key: string): string {
  const found = at(value, key);
  return typeof found === 'string' ? found : '';
}
