/** A page of its own that needs nothing else. */
export function pageOf(body: string, title: string): string {
  const name = escaped(title === '' ? 'Untitled' : title);
  const inner = new DOMParser().parseFromString(body, 'text/html');
  // Who wrote what is for the person, not for whoever gets the page.
  for (const span of inner.querySelectorAll('span.by-ai')) span.replaceWith(...span.childNodes);
  const style = 'body{font:1.125rem/1.6 Georgia,serif;max-width:40rem;margin:3rem auto;padding:0 1rem}';
  return (
    `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>${name}</title>\n` +
    `<style>${style}</style>\n</head>\n<body>\n<h1>${name}</h1>\n${inner.body.innerHTML}\n</body>\n</html>\n`
  );
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
