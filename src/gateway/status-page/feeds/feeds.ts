import { Html, xml } from '../../../page/html.ts';
import type { Feed } from './entries.ts';

/** RFC 4287. */
export function atom({ title, home, updatedMs, entries }: Feed): string {
  return document(xml`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>urn:failsoft:status</id>
<title>${title}</title>
<updated>${iso(updatedMs)}</updated>
<author><name>Failsoft</name></author>
<link rel="alternate" type="text/html" href="${home}"/>
<link rel="self" type="application/atom+xml" href="${home}/history.atom"/>
${entries.map(
  (entry) => xml`<entry>
<id>${entry.id}</id>
<title>${entry.title}</title>
<published>${iso(entry.publishedMs)}</published>
<updated>${iso(entry.updatedMs)}</updated>
<link rel="alternate" type="text/html" href="${entry.url}"/>
<content type="html">${entry.html}</content>
</entry>
`,
)}</feed>`);
}

/** RSS 2.0, https://www.rssboard.org/rss-specification */
export function rss({ title, home, updatedMs, entries }: Feed): string {
  return document(xml`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>${title}</title>
<link>${home}</link>
<description>Incidents of the services that are watched here</description>
<language>en</language>
<lastBuildDate>${new Date(updatedMs).toUTCString()}</lastBuildDate>
<atom:link rel="self" type="application/rss+xml" href="${home}/history.rss"/>
${entries.map(
  (entry) => xml`<item>
<title>${entry.title}</title>
<link>${entry.url}</link>
<guid isPermaLink="false">${entry.id}</guid>
<pubDate>${new Date(entry.publishedMs).toUTCString()}</pubDate>
<description>${entry.html}</description>
</item>
`,
)}</channel></rss>`);
}

/** https://www.jsonfeed.org/version/1.1/ */
export function jsonFeed({ title, home, entries }: Feed): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: home,
    feed_url: `${home}/feed.json`,
    language: 'en',
    authors: [{ name: 'Failsoft' }],
    items: entries.map((entry) => ({
      id: entry.id,
      url: entry.url,
      title: entry.title,
      content_html: entry.html,
      content_text: entry.text,
      date_published: iso(entry.publishedMs),
      date_modified: iso(entry.updatedMs),
    })),
  });
}

const iso = (atMs: number): string => new Date(atMs).toISOString();

function document(root: Html): string {
  return xml`${new Html('<?xml version="1.0" encoding="utf-8"?>')}\n${root}\n`.text;
}
