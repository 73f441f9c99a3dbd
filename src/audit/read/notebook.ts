/**
 * The Python in a notebook, every line of it on the line of the file that it stands on, so that places are right. What is no code is
 * left empty, and so are commands of the notebook itself (`%pip`, `!ls`).
 */
export function pythonIn(notebook: string): string {
  const lines = notebook.split('\n');
  let isCode = false;
  let isSource = false;
  return lines
    .map((line) => {
      const type = /"cell_type"\s*:\s*"(\w+)"/.exec(line);
      if (type !== null) isCode = type[1] === 'code';
      if (/"source"\s*:\s*\[\s*$/.test(line)) {
        isSource = true;
        return '';
      }
      if (isSource && /^\s*\]/.test(line)) isSource = false;
      const quoted = isSource && isCode ? /^\s*("(?:[^"\\]|\\.)*")\s*,?\s*$/.exec(line) : null;
      if (quoted === null) return '';
      const text = unquoted(quoted[1] ?? '').replace(/\n$/, '');
      return /^\s*[%!?]/.test(text) || text.includes('\n') ? '' : text;
    })
    .join('\n');
}

function unquoted(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : '';
  } catch {
    // A line that only looks like JSON is no code that could run.
    return '';
  }
}
