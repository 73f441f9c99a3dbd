import type { FaultKind } from '../src/model/fault.ts';

type Meaning = {
  readonly group:
    | 'The way to the provider'
    | 'What the provider says'
    | 'What the provider sends'
    | 'What the gateway decides';
  /** What has happened, for people who meet the word in a header, in the journal or in the console. */
  readonly what: string;
};

const WAY = 'The way to the provider';
const SAYS = 'What the provider says';
const SENDS = 'What the provider sends';
const DECIDES = 'What the gateway decides';

/** Every kind of fault in a sentence. A kind without one does not compile. */
// oxfmt-ignore
export const FAULT_MEANINGS = {
  unreachable:      { group: WAY, what: 'No connection: the name or the address does not answer, or the certificate was not accepted.' },
  reset:            { group: WAY, what: 'The connection was closed before an answer began. A kept-alive one that had grown too old looks the same, so it is tried once more.' },
  timeout:          { group: WAY, what: 'A limit of time was met before the answer had any content, or before a whole answer was there.' },
  broken:           { group: SAYS, what: 'The provider reports an error of its own: 500, 502, 504, or an error in the stream.' },
  overloaded:       { group: SAYS, what: 'The provider has too much to do: 503, 529, or an overload error in the stream.' },
  'rate-limited':   { group: SAYS, what: 'A limit of this key is used up. The key rests for this model and limit, as long as the provider says.' },
  'no-credit':      { group: SAYS, what: 'The account has no money or quota left.' },
  unauthorized:     { group: SAYS, what: 'The provider does not accept the key, or not for this.' },
  'region-blocked': { group: SAYS, what: 'The provider does not serve the place that the request comes from.' },
  'foreign-thought':{ group: SAYS, what: 'The provider does not accept the thinking of an earlier turn: another model, account or key thought it. It is asked once more without.' },
  'no-such-model':  { group: SAYS, what: 'The provider does not know the model, or this key may not use it.' },
  'too-long':       { group: SAYS, what: 'The conversation does not fit into the model. One with more room may do.' },
  invalid:          { group: SAYS, what: 'The provider does not accept the request. Where it was translated, the mistake may be in the translation, so the next rung is asked.' },
  refused:          { group: SAYS, what: 'The provider declines to answer on grounds of its policy. Asking others would go around it, so nobody else is asked.' },
  garbled:          { group: SENDS, what: 'What came is no answer: a web page, broken JSON, an event that is too large, a stream out of order.' },
  empty:            { group: SENDS, what: 'An answer came that has no content.' },
  cut:              { group: SENDS, what: 'The answer stopped before its end.' },
  stalled:          { group: SENDS, what: 'The answer stood still for longer than its limit.' },
  runaway:          { group: SENDS, what: 'The model has lost its way: it says the same again and again, or nothing but white space where JSON was asked for. Often the prompt brings it about, so it says nothing of the target.' },
  'open-circuit':   { group: DECIDES, what: 'The target is not asked, because its last calls have shown that it is down.' },
  parked:           { group: DECIDES, what: 'All keys for this target rest.' },
  spent:            { group: DECIDES, what: 'The account of this target has cost as much in the last hour as its operator allows.' },
  'not-kept':       { group: DECIDES, what: 'A rung below the models has nothing for this request, or the caller wants a kept answer only and there is none.' },
  away:             { group: DECIDES, what: 'No model could answer, nothing below the models either, and the notice of the route is to be told as an error.' },
  full:             { group: DECIDES, what: 'As many requests as allowed are under way at this target, and none has ended in time.' },
  unsayable:        { group: DECIDES, what: 'The request needs something that the other protocol cannot say.' },
  forbidden:        { group: DECIDES, what: 'The caller has no key that is known here.' },
  'bad-request':    { group: DECIDES, what: 'The body is not a request of this protocol.' },
  'bad-origin':     { group: DECIDES, what: 'The request comes from a web page, or by a name that is not one of this machine.' },
  'bad-media':      { group: DECIDES, what: 'The body is announced as something else than JSON, or is compressed.' },
  'no-such-path':   { group: DECIDES, what: 'There is nothing at this path.' },
  'no-such-route':  { group: DECIDES, what: 'No route serves this model to this caller.' },
  conflict:         { group: DECIDES, what: 'The key of the request (`idempotency-key`) belongs to another one.' },
  'too-large':      { group: DECIDES, what: 'The body is larger than the limit.' },
  'too-slow':       { group: DECIDES, what: 'The body comes more slowly than anybody sends one whose line is well. It is worth another try.' },
  loop:             { group: DECIDES, what: 'An address of a provider leads back to this gateway.' },
  busy:             { group: DECIDES, what: 'As many requests as allowed are under way.' },
  'too-many':       { group: DECIDES, what: 'This client has as many requests under way as it may have.' },
  configuration:    { group: DECIDES, what: 'The configuration is wrong. The message says where.' },
  cancelled:        { group: DECIDES, what: 'The caller left, or the attempt was no longer needed.' },
  bug:              { group: DECIDES, what: 'A mistake in Failsoft. Please report it.' },
} as const satisfies Record<FaultKind, Meaning>;
