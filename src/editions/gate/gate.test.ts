import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { processorClock } from '../../../test/fixtures/processor.ts';
import { Secret } from '../../model/secret.ts';
import { type Format, FORMATS, type Rules, RULES } from '../../model/slot.ts';
import type { Candidate } from './candidate.ts';
import { distanceOf } from './distance.ts';
import { judged, whyHeld } from './gate.ts';

type Wish = Partial<Omit<Candidate, 'slot' | 'sources'>> & {
  readonly format?: Format;
  readonly locale?: string;
  readonly rules?: Partial<Rules>;
  readonly source?: string;
};

const ANY: Rules = {
  length: RULES.length,
  schema: null,
  links: false,
  numbers: false,
  banned: [],
  personal: 'none',
  distanceMax: null,
  judge: null,
};

function candidate(body: string, wish: Wish = {}): Candidate {
  const { format = 'markdown', locale = null, rules = {}, source, previous = null, secrets = [] } = wish;
  return {
    body,
    previous,
    secrets,
    slot: { format, locale, rules: { ...ANY, ...rules } },
    sources: source === undefined ? [] : [{ name: 'a', text: source, address: 'https://example.com/prices' }],
  };
}

const ENGLISH =
  'The lamp is on the table, and it is the only one that we have for now. If you want more of them, ask the people at the desk, who will be with you as soon as they can.';
const GERMAN =
  'Die Lampe steht auf dem Tisch, und sie ist die einzige, die wir im Moment haben. Wenn Sie mehr davon wollen, fragen Sie bitte die Leute am Schalter, die sich um Sie kümmern werden.';
const TEXTS: Readonly<Record<string, string>> = {
  en: ENGLISH,
  de: GERMAN,
  fr: "La lampe est sur la table, et c'est la seule que nous avons pour le moment. Si vous en voulez plus, demandez aux gens qui sont dans le bureau, ils vont vous aider avec plaisir.",
  es: 'La lámpara está sobre la mesa, y es la única que tenemos por ahora. Si quiere más, pregunte a las personas que están en la oficina, que le pueden ayudar con mucho gusto en todo lo que necesite.',
  it: 'La lampada è sul tavolo, ed è la sola che abbiamo per ora. Se ne vuole di più, chieda alle persone che sono in ufficio, che le possono dare una mano con piacere in tutto quello che non va.',
  pt: 'A lâmpada está em cima da mesa, e é a única que temos por agora. Se você quer mais, pergunte às pessoas que estão no escritório, que podem ajudar com prazer em tudo o que não dá certo.',
  nl: 'De lamp staat op de tafel, en het is de enige die we op dit moment hebben. Als je er meer wilt, vraag het dan aan de mensen die bij de balie zijn, die kunnen je met plezier helpen.',
  sv: 'Lampan är på bordet, och det är den enda som vi har för tillfället. Om du vill ha fler kan du fråga dem som är på kontoret, de kan inte alltid svara men de blir glada när du kommer till dem.',
  da: 'Lampen er på bordet, og det er den eneste som vi har for øjeblikket. Hvis du vil have flere, kan du spørge dem der er på kontoret, de kan ikke altid svare, men de bliver glade når du er hos dem.',
  pl: 'Lampa jest na stole i jest to jedyna, którą teraz mamy. Jeśli chcesz więcej, zapytaj ludzi, którzy są w biurze, oni nie zawsze mogą od razu odpowiedzieć, ale będą się starać, aby to było dla ciebie.',
  cs: 'Lampa je na stole a je to jediná, kterou teď máme. Pokud jich chcete více, zeptejte se lidí v kanceláři, kteří se o vás postarají, ale ne vždy mohou hned odpovědět, protože jich není tak moc jako by bylo třeba.',
  tr: 'Lamba masanın üzerinde ve şu anda bizde olan tek lamba bu. Daha fazla isterseniz ofiste olan bir kişiye sorun, size en kısa sürede yardım eder; bu her zaman mümkün değil ama bunun için elinden geleni yapar ve sonra gibi olur.',
  fi: 'Lamppu on pöydällä, ja se on ainoa joka meillä on tällä hetkellä. Jos niitä on tarvis enemmän, kysy niiltä jotka ovat toimistossa, mutta he eivät ole aina paikalla, niin että se voi myös kestää, kun hän ei ole siellä.',
  ru: 'Лампа стоит на столе, и это единственная лампа, которая у нас есть.',
  ja: 'ランプはテーブルの上にあります。今のところこれだけです。',
  zh: '灯在桌子上,目前我们只有这一盏。',
  ko: '램프는 탁자 위에 있습니다. 지금은 이것뿐입니다.',
  ar: 'المصباح على الطاولة وهو الوحيد لدينا الآن.',
};

describe('the gate', () => {
  it.each<readonly [string, Candidate, string]>([
    [
      'too short a text',
      candidate('Hi', { rules: { length: { min: 5, max: 9 } } }),
      'length: 2 characters, 5 to 9 are asked for',
    ],
    ['too long a text', candidate('Hello, hello', { rules: { length: { min: 5, max: 9 } } }), 'length: 12 characters'],
    ['what is no JSON', candidate('{"a":', { format: 'json' }), 'schema: It is no JSON'],
    [
      'JSON of another shape',
      candidate('{"a":1}', {
        format: 'json',
        rules: { schema: { type: 'object', properties: { a: { type: 'string' } } } },
      }),
      'schema: It does not keep to the schema at #/a',
    ],
    [
      'JSON whose schema is none',
      candidate('{}', { format: 'json', rules: { schema: { $ref: '#/nowhere' } } }),
      'schema: Whether it keeps to the schema cannot be found out',
    ],
    [
      'a script',
      candidate('<p>Hi</p><script>x()</script>', { format: 'html' }),
      'markup: It holds scripts, frames or forms',
    ],
    ['a deed in an attribute', candidate('<img src=x onerror=alert(1)>', { format: 'html' }), 'markup:'],
    ['a link that is a deed', candidate('[Hi](javascript:alert(1))'), 'markup:'],
    ['another language', candidate(GERMAN, { locale: 'en' }), 'language: It is de, not en'],
    ['another script', candidate(ENGLISH, { locale: 'ja-JP' }), 'language: It is not in the script of ja'],
    [
      'a link from nowhere',
      candidate('See [this](https://evil.example/x).', {
        source: 'See https://example.com/x.',
        rules: { links: true },
      }),
      'links: 1 link of 1 not in the sources: evil.example',
    ],
    [
      'a number from nowhere',
      candidate('It costs 1,299 or 15 a month.', { source: 'It costs 15.00 a month.', rules: { numbers: true } }),
      'numbers: 1 number of 2 not in the sources: 1299',
    ],
    [
      'a banned phrase',
      candidate('With a Money Back promise', { rules: { banned: ['money back'] } }),
      'banned: 1 banned phrase in it',
    ],
    ['a refusal', candidate("I'm sorry, but I can't help with that."), 'banned: It speaks as a model does'],
    ['an introduction', candidate('Sure, here is the text that you asked for:'), 'banned: It speaks as a model does'],
    ['a template', candidate('Dear [insert name here],'), 'banned: It speaks as a model does'],
    [
      'an e-mail address',
      candidate('Write to ada@example.com or ada@example.com.'),
      'personal: 1 e-mail address in it',
    ],
    [
      'e-mail addresses',
      candidate('Write to ada@example.com or bob@example.com.'),
      'personal: 2 e-mail addresses in it',
    ],
    ['a phone number', candidate('Call +49 30 1234 5678 or 555-123-4567.'), 'personal: 2 phone numbers in it'],
    ['an account', candidate('Pay to DE89 3704 0044 0532 0130 00, please.'), 'personal: 1 account number in it'],
    ['a card', candidate('It is 4111 1111 1111 1111, they say.'), 'personal: 1 card number in it'],
    [
      'a secret',
      candidate('The key is sk-0123456789abcdef.', { secrets: [new Secret('sk-0123456789abcdef')] }),
      'secrets: A secret of the configuration is in it',
    ],
    ['the same again', candidate('Same', { previous: 'Same' }), 'distance: It is word for word the current edition'],
    [
      'something else',
      candidate(GERMAN, { previous: ENGLISH, rules: { distanceMax: 0.5 } }),
      'of it differs from the current edition, 50 % may',
    ],
  ])('holds back %s', (_, one, why) => {
    expect(whyHeld(judged(one))).toContain(why);
  });

  it.each<readonly [string, Candidate]>([
    ['a good text', candidate(ENGLISH, { locale: 'en-GB' })],
    ['a short text in a language', candidate('Ein Satz.', { locale: 'en' })],
    ['a language that nobody here knows', candidate(ENGLISH, { locale: 'eo' })],
    [
      'links and numbers of the sources',
      candidate('Since 2019 it costs €1.299,00 ([here](https://example.com/prices/)): 3 plans.', {
        source: 'Since 2019. Price: 1299',
        rules: { links: true, numbers: true },
      }),
    ],
    [
      'a source that is linked itself',
      candidate('From https://example.com/prices.', { source: 'x', rules: { links: true } }),
    ],
    ['dates and versions', candidate('On 2026-11-26 06:00, version 10.0.1.1 of 1234567 was there; 10 20 30 40 50.')],
    [
      'an address that the sources have',
      candidate('Write to help@example.com.', { source: 'help@example.com', rules: { personal: 'sources' } }),
    ],
    ['any address', candidate('Write to ada@example.com.', { rules: { personal: 'any' } })],
    [
      'JSON that keeps to its schema',
      candidate('{"a":"x"}', { format: 'json', rules: { schema: { type: 'object', required: ['a'] } } }),
    ],
    [
      'a change of a few words',
      candidate(`${ENGLISH} That is all.`, { previous: ENGLISH, rules: { distanceMax: 0.2 } }),
    ],
    [
      'plain HTML',
      candidate('<h1>Hi</h1><p>On the <a href="https://example.com">meta</a> page.</p>', { format: 'html' }),
    ],
  ])('lets %s through', (_, one) => {
    expect(whyHeld(judged(one))).toBe('');
  });

  it.each(Object.entries(TEXTS))('knows %s from all the others', (language, text) => {
    expect(whyHeld(judged(candidate(text, { locale: language })))).toBe('');
    for (const other of Object.keys(TEXTS).filter((one) => one !== language && !(one === 'zh' && language === 'ja')))
      expect([other, whyHeld(judged(candidate(text, { locale: other })))]).not.toEqual([other, '']);
  });

  it('knows the language of pages of our own', () => {
    for (const name of ['cache', 'editions', 'security', 'clients']) {
      const page = readFileSync(new URL(`../../../docs/guides/${name}.md`, import.meta.url), 'utf8');
      const language = judged(candidate(page, { locale: 'en' })).find(({ name: check }) => check === 'language');
      expect([name, language?.said]).toEqual([name, 'It is en']);
    }
  });

  it('says nothing of what should not be published', () => {
    const body = 'Ask ada@example.com, +49 30 1234 5678; the key is sk-0123456789abcdef; 4111 1111 1111 1111.';
    const said = JSON.stringify(judged(candidate(body, { secrets: [new Secret('sk-0123456789abcdef')] })));
    for (const one of ['ada@', '1234 5678', 'sk-0', '4111']) expect(said).not.toContain(one);
  });

  it('comes to an end over any text, the same one each time', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.lorem({ mode: 'sentences' }));
    fc.assert(
      fc.property(
        texts,
        texts,
        fc.constantFrom(...FORMATS),
        fc.constantFrom('en', 'ja', 'xx'),
        (body, other, format, locale) => {
          const rules = {
            links: true,
            numbers: true,
            distanceMax: 0.5,
            personal: 'sources',
            schema: { type: 'object' },
          } as const;
          const one = candidate(body, { format, locale, previous: other, source: other, rules });
          expect(judged(one)).toEqual(judged(one));
          // What a text says itself stands in itself.
          const own = judged(candidate(body, { format, source: body, rules }));
          for (const { name, ok } of own)
            if (['links', 'personal'].includes(name)) expect([name, ok]).toEqual([name, true]);
          const far = distanceOf(body, other, format);
          expect(far >= 0 && far <= 1).toBe(true);
          expect(distanceOf(other, body, format)).toBeCloseTo(far);
        },
      ),
    );
  });

  it('measures how far two texts are apart', () => {
    expect(distanceOf(ENGLISH, ENGLISH, 'text')).toBe(0);
    expect(distanceOf(ENGLISH, GERMAN, 'text')).toBeGreaterThan(0.95);
    expect(distanceOf(ENGLISH, ENGLISH.replace('lamp', 'kettle'), 'text')).toBeLessThan(0.1);
    expect(distanceOf('', '', 'text')).toBe(0);
  });

  it('takes no longer than a moment over as much of anything as may be published', () => {
    const awkward = [
      'a@',
      'a.',
      '](',
      '<style ',
      'on x ',
      '[your ',
      '{{',
      '+1 2 ',
      'x@y.zz ',
      '+1 ',
      '(',
      '[insert ',
      '<',
      'https://',
      '0123 ',
      'DE89',
      '```',
      '1.',
      "'",
    ].map((piece) => piece.repeat(Math.ceil(100_000 / piece.length)).slice(0, 99_999));
    for (const body of awkward) {
      const processorMs = processorClock();
      judged(
        candidate(body, {
          locale: 'en',
          previous: 'x',
          source: 'y',
          rules: { links: true, numbers: true, distanceMax: 0.5 },
        }),
      );
      expect([body.slice(0, 10), processorMs() < 2_000]).toEqual([body.slice(0, 10), true]);
    }
  });
});
