/** Web pages that come where an API was asked, as the networks in front of providers write them. */

export function errorPage(title: string, server: string): string {
  return [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    `<hr><center>${server}</center>`,
    '</body>',
    '</html>',
    '',
  ].join('\r\n');
}

export const CHALLENGE_PAGE = [
  '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>',
  '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8"><meta name="robots" content="noindex,nofollow">',
  '</head><body><h1>Verify you are human by completing the action below.</h1>',
  '<noscript>Enable JavaScript and cookies to continue</noscript></body></html>',
].join('\n');
