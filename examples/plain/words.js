const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** The one line that says how much help there is; empty when there is nothing to say. */
export function lineOf({ level, sinceMs, needsKey }) {
  const since = sinceMs === null ? '' : ` since ${time.format(sinceMs)}`;
  switch (level) {
    case 2:
      return 'A model on our own machine drafts: simpler than usual.';
    case 3:
      return needsKey ? 'The gateway wants a key.' : `AI is unavailable${since}. Go on writing: it is all saved.`;
    case 4:
      return `Working in this browser only${since}. Go on writing: it is all saved.`;
    default:
      return '';
  }
}

/** Who has drafted, why it was not who was asked, and when. It stays on the draft. */
export function originOf(origin) {
  if (origin === null) return '';
  const { servedBy, mode, help, atMs } = origin;
  const why = help.why === '' ? 'the first choice did not answer.' : help.why;
  return `By ${servedBy}, ${time.format(atMs)}.${mode === 'primary' ? '' : ` A stand-in: ${why}`}`;
}
