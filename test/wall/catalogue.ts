import type { OutageName } from '../../src/drill/simulator/scenario/named.ts';
import type { PlayName } from './plays.ts';

/** One known way in which answers fail to arrive, and where it is played. */
export type CatalogueRow = {
  readonly name: string;
  /** What plays it on real sockets, for callers of every dialect. */
  readonly sockets: readonly PlayName[];
  /** What plays it in the simulator, for callers of every dialect. */
  readonly simulated?: readonly OutageName[];
  /** What shows it otherwise: a file, and words of the title of a test in it. */
  readonly tests?: readonly (readonly [file: string, title: string])[];
  /** Why it is not on sockets, or not there alone. */
  readonly why?: string;
};

const NO_TIME = 'Nobody wants a test to wait for as long as that takes.';
const NO_CLOCK = 'The clock of a process cannot be stopped or set by a test in it.';

/** The catalogue: every way that is known to us, from reports about clients, gateways and providers. */
// oxfmt-ignore
export const CATALOGUE: Readonly<Record<number, CatalogueRow>> = {
  // the network
  1:  { name: 'name not found',               sockets: ['name-unknown', 'name-server-busy', 'name-leads-astray'], simulated: ['name-unknown'] },
  2:  { name: 'name server slow',             sockets: ['name-server-slow'], simulated: ['slow-connection'], why: NO_TIME },
  3:  { name: 'connection refused',           sockets: ['refused', 'first-address-refuses'] },
  4:  { name: 'connection never made',        sockets: ['black-hole'], simulated: ['black-hole'] },
  5:  { name: 'IPv6 broken, IPv4 well',       sockets: ['first-address-unreachable', 'first-address-refuses'] },
  6:  { name: 'TLS: certificate, handshake',  sockets: ['certificate-expired', 'certificate-of-another', 'certificate-unknown', 'handshake-hang'] },
  7:  { name: 'kept connection was stale',    sockets: ['stale-keep-alive'] },
  8:  { name: 'HTTP/2 goes away, refuses',    sockets: ['http2-goaway', 'http2-only'] },
  9:  { name: 'no head ever',                 sockets: ['header-hang'] },
  10: { name: '200 and then nothing',         sockets: ['silent-200', 'stall-before-content'] },
  11: { name: 'line half dead',               sockets: ['stall-after-content', 'stall-mid-body'] },
  12: { name: 'slow drip',                    sockets: ['slow-drip'], simulated: ['trickle'], why: NO_TIME },
  13: { name: 'signs of life and no more',    sockets: ['pings-only', 'blank-lines-only'] },
  14: { name: 'reset before the head',        sockets: ['reset-before-headers', 'closed-before-headers'] },
  15: { name: 'reset in the middle',          sockets: ['reset-mid-event', 'reset-mid-body'] },
  16: { name: 'ends in order, unfinished',    sockets: ['clean-cut', 'body-cut', 'thinking-then-cut'] },
  17: { name: 'chunk or length cut short',    sockets: ['truncated-chunk', 'short-content-length'] },
  18: { name: 'cut for being silent',         sockets: ['cut-while-silent', 'cut-while-waiting'] },
  19: { name: 'edge gave up waiting (524)',   sockets: ['origin-timeout-html', 'gateway-timeout-html'] },
  20: { name: 'stream held back by a proxy',  sockets: ['buffered'] },
  21: { name: 'sleep, long pause',            sockets: [], simulated: ['process-pauses', 'machine-sleeps'], why: NO_CLOCK },
  22: { name: 'clock jumps',                  sockets: [], simulated: ['clock-forward', 'clock-back', 'clock-mid-answer'], why: NO_CLOCK },
  23: { name: 'own network away',             sockets: [], simulated: ['network-away'], tests: [['src/engine/health/own-network.test.ts', 'is found out when it is down']], why: 'Loopback is always there.' },
  // statuses
  24: { name: '429 for some seconds',         sockets: ['rate-limited-seconds'] },
  25: { name: '429 until a date',             sockets: ['rate-limited-date'], simulated: ['clock-forward', 'clock-back'], why: NO_CLOCK },
  26: { name: '429 for a day',                sockets: ['rate-limited-day'] },
  27: { name: '429 for ever, or garbage',     sockets: ['rate-limited-absurd', 'rate-limited-garbage'] },
  28: { name: '429 without a word when',      sockets: ['rate-limited'] },
  29: { name: '429 for a used-up quota',      sockets: ['insufficient-quota'] },
  30: { name: '400 for an empty account',     sockets: ['credit-balance'] },
  31: { name: '402',                          sockets: ['payment-required'] },
  32: { name: '401, key replaced',            sockets: ['unauthorized', 'echoed-key'], tests: [['test/rotation.test.ts', 'is used at once']] },
  33: { name: '403 for the country, the key', sockets: ['region-blocked', 'permission-denied'] },
  34: { name: '404 for a retired model',      sockets: ['no-such-model'] },
  35: { name: '413 as a web page',            sockets: ['body-too-large-html'] },
  36: { name: '400 for too long a prompt',    sockets: ['context-too-long'] },
  37: { name: '400 from a filter',            sockets: ['content-filter'] },
  38: { name: '500 once',                     sockets: ['internal-error-once'] },
  39: { name: '500 again and again',          sockets: ['internal-error'] },
  40: { name: '5xx as a web page',            sockets: ['bad-gateway-html', 'unavailable-html', 'unknown-error-html'] },
  41: { name: '503 now and then',             sockets: ['unavailable'], simulated: ['flapping'], why: 'Many questions have to meet it, one after the other.' },
  42: { name: '529 for everybody',            sockets: ['overloaded'], simulated: ['overload-storm'], why: 'Many questions have to meet it, one after the other.' },
  43: { name: '3xx to another host',          sockets: ['redirect'] },
  44: { name: '200 with a web page',          sockets: ['html-200'] },
  45: { name: '200 with an error',            sockets: ['error-200'] },
  46: { name: 'content type is another',      sockets: ['json-for-stream', 'stream-for-json', 'stream-as-json', 'odd-content-type', 'wrong-shape'] },
  47: { name: 'compression broken',           sockets: ['gzip-garbage', 'gzip-cut'] },
  48: { name: 'compression is a bomb',        sockets: ['zip-bomb'] },
  49: { name: 'no body',                      sockets: ['no-content', 'empty-body'] },
  50: { name: 'headers twice, folded, huge',  sockets: ['repeated-headers', 'folded-header', 'huge-headers'] },
  // what streams say
  51: { name: 'first event is an error',      sockets: ['first-event-error'] },
  52: { name: 'error in the middle',          sockets: ['error-mid-stream'] },
  53: { name: 'opening, then an error',       sockets: ['lifecycle-then-error'] },
  54: { name: 'broken JSON',                  sockets: ['malformed-event-before', 'malformed-event-after', 'trailing-garbage'] },
  55: { name: 'characters cut or broken',     sockets: ['split-utf8', 'split-utf8-body', 'invalid-utf8', 'invalid-utf8-body'] },
  56: { name: 'line ends, BOM, many lines',   sockets: ['crlf', 'cr', 'bom', 'no-space', 'multi-line-data', 'comments', 'blank-lines-first'] },
  57: { name: 'giant event',                  sockets: ['giant-event', 'endless-data-lines'] },
  58: { name: 'begins again in the middle',   sockets: ['begins-again'] },
  59: { name: 'numbers skipped, parts lost',  sockets: ['skipped-numbers', 'lost-start'], tests: [['test/simulator.test.ts', 'keeps every law in']], why: 'Where pieces have no numbers, one that is lost is seen by nobody; that all else stays in order is a law of the simulator.' },
  60: { name: 'no terminal event',            sockets: ['missing-terminal'] },
  61: { name: 'no usage',                     sockets: ['missing-usage'] },
  62: { name: 'two ends, text behind one', sockets: ['two-finishes', 'text-after-finish'] },
  63: { name: 'nothing said, only thought',   sockets: ['empty-completion', 'thinking-only'] },
  64: { name: 'blanks or echoes for ever',    sockets: ['endless-spaces', 'endless-repetition'] },
  65: { name: 'half a tool call as a whole',  sockets: ['tool-json-cut', 'tool-json-cut-body'] },
  66: { name: 'other model, absurd usage',    sockets: ['other-model', 'negative-usage'] },
};

export const CATALOGUE_SIZE = 66;

/** What happens on the gateway's own side of an answer. */
// oxfmt-ignore
export const OWN_SIDE: Readonly<Record<string, CatalogueRow>> = {
  a: { name: 'caller goes away',              sockets: ['caller-leaves'], tests: [['test/gateway.test.ts', 'goes away ends the call upstream']] },
  b: { name: 'caller stops reading',          sockets: ['caller-stalls'], tests: [['test/many-streams.test.ts', 'that nobody reads']] },
  c: { name: 'told to end',                   sockets: [], tests: [['src/cli/serving/drain.test.ts', 'finishes what runs'], ['src/cli/serving/drain.test.ts', 'at a second signal']], why: 'It ends the process that the wall runs in.' },
  d: { name: 'killed',                        sockets: [], tests: [['src/cli/serving/drain.test.ts', 'leaves half an answer']], why: 'It ends the process that the wall runs in.' },
  e: { name: 'disk full, file locked',        sockets: [], tests: [['src/store/journal-trouble.test.ts', 'when the disk is full'], ['test/journal.test.ts', 'a locked file costs entries']], why: 'A disk of its own has to be filled.' },
  f: { name: 'configuration changes',         sockets: [], tests: [['src/cli/serving/reload.test.ts', 'takes effect when the file has changed'], ['test/simulator.test.ts', 'keeps every law in']], why: 'That a request keeps what it began with is a law of the simulator.' },
  g: { name: 'standby lacks what is needed',  sockets: [], tests: [['test/when.test.ts', 'serves those, and nothing else'], ['src/engine/prepare/fits.test.ts', 'is kept from models that cannot hear']], why: 'It is about what is asked, not about what comes back.' },
  h: { name: 'standby takes no beginning',    sockets: [], tests: [['src/protocols/openai-chat/arrange.test.ts', 'end with the user']], why: 'It is about what is asked, not about what comes back.' },
};

/** All rows, by number and letter. */
export const ROWS: readonly (readonly [key: string, row: CatalogueRow])[] = [
  ...Object.entries(CATALOGUE),
  ...Object.entries(OWN_SIDE),
];
