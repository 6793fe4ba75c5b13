/** What stands in the place of a value that was taken out. */
export type RedactedKind =
  | 'password'
  | 'token'
  | 'secret'
  | 'key'
  | 'credential'
  | 'cookie'
  | 'card'
  | 'pin'
  | 'ssn'
  | 'phone'
  | 'email'
  | 'jwt';

/** The words of a key, or two that follow each other, that say its value is secret. */
const secretWords: Readonly<Record<string, RedactedKind>> = {
  password: 'password',
  passwd: 'password',
  passwort: 'password',
  kennwort: 'password',
  pass: 'password',
  'pass word': 'password',
  passphrase: 'password',
  passcode: 'password',
  pwd: 'password',
  secret: 'secret',
  token: 'token',
  jwt: 'token',
  otp: 'token',
  bearer: 'token',
  auth: 'credential',
  authorization: 'credential',
  authorisation: 'credential',
  credential: 'credential',
  apikey: 'key',
  'api key': 'key',
  'access key': 'key',
  'private key': 'key',
  'encryption key': 'key',
  'signing key': 'key',
  'session key': 'key',
  'license key': 'key',
  cookie: 'cookie',
  'card number': 'card',
  cardnumber: 'card',
  'credit card': 'card',
  'debit card': 'card',
  'card no': 'card',
  pan: 'card',
  cvv: 'card',
  cvv2: 'card',
  cvc: 'card',
  'security code': 'card',
  pin: 'pin',
  'pin code': 'pin',
  'pin block': 'pin',
  ssn: 'ssn',
  'social security': 'ssn',
  phone: 'phone',
  telephone: 'phone',
  'mobile number': 'phone',
  email: 'email',
  'e mail': 'email',
};

/** Last words that speak about the secret and are not it: `token_count`, `password_policy`. */
const aboutWords = new Set([
  'count',
  'counts',
  'type',
  'length',
  'expires',
  'expiry',
  'expired',
  'ttl',
  'age',
  'limit',
  'used',
  'usage',
  'valid',
  'validity',
  'policy',
  'strength',
  'required',
  'enabled',
  'attempts',
  'name',
  'algorithm',
  'status',
  'verified',
]);

/** Words beside `tokens` that make it a number of words, as language models count them. */
const countedWords = new Set([
  'max',
  'min',
  'total',
  'prompt',
  'completion',
  'input',
  'output',
  'cached',
  'reasoning',
  'num',
  'remaining',
]);

/** Words that mean a secret only where the key ends in them: a `pin_pad` is a device. */
const lastOnlyWords = new Set(['pin', 'pass', 'auth']);

/** Characters of a key that are looked at: of a longer one, its beginning and its end. */
const keyHeadCharacters = 200;
const keyTailCharacters = 100;

/** The words of a key: `cardNumber`, `card_number`, `card-number` and `Card Number` are alike. */
function wordsOf(key: string): string[] {
  const looked =
    key.length <= keyHeadCharacters + keyTailCharacters
      ? key
      : `${key.slice(0, keyHeadCharacters)} ${key.slice(-keyTailCharacters)}`;
  return looked
    .replace(/([a-z0-9])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2 ')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** `tokens` and `password2` are read as `token` and `password`; `pin1` and `pins` are of a plug. */
function singular(word: string): string {
  if (Object.hasOwn(secretWords, word)) return word;
  const plain = word.replace(/\d{1,9}$/, '').replace(/s$/, '');
  return plain === 'pin' || plain === 'pan' ? word : plain;
}

function findKind(key: string): RedactedKind | undefined {
  const given = wordsOf(key);
  const last = given.at(-1);
  if (last === undefined || aboutWords.has(last)) return undefined;
  if (last === 'tokens' && given.some((word) => countedWords.has(word))) return undefined;
  const words = given.map(singular);
  for (const [i, word] of words.entries()) {
    const next = words[i + 1];
    const pair = next === undefined ? undefined : lookUp(`${word} ${next}`);
    if (pair !== undefined) return pair;
    const kind = lookUp(word);
    if (kind !== undefined && (next === undefined || !lastOnlyWords.has(word))) return kind;
  }
  return undefined;
}

function lookUp(words: string): RedactedKind | undefined {
  return Object.hasOwn(secretWords, words) ? secretWords[words] : undefined;
}

const doubtfulKey = /(?:auth|pass|tokens)$/i;
const tellingNothing =
  /^(?:ok|okay|error|fail|failed|failure|warn|warning|healthy|unhealthy|up|down|true|false|yes|no|on|off|none|null|degraded|running|stopped|unknown|pending|ready|success|passed|online|offline|required|enabled|disabled|\d{1,3})$/i;

/**
 * Whether a value says a state or a number and no secret, under a key that may mean either:
 * `{"auth":"ok"}`, `pass=12 fail=0`, `"tokens":1500`.
 */
export function isState(key: string, value: string): boolean {
  if (!doubtfulKey.test(key)) return false;
  return tellingNothing.test(value) || (/tokens$/i.test(key) && /^\d{1,9}$/.test(value));
}

/** Keys seen before; senders use few. Cleared when it is full. */
const knownKeys = new Map<string, RedactedKind | undefined>();
const knownKeysMax = 2_000;
const knownKeyCharactersMax = 100;

/**
 * What kind of secret a key names, by whole words: `password`, `apiKey`, `card-number`; a
 * `microphone` is no phone. Undefined when it names none.
 */
export function secretKindOf(key: string): RedactedKind | undefined {
  if (knownKeys.has(key)) return knownKeys.get(key);
  const kind = findKind(key);
  if (key.length <= knownKeyCharactersMax) {
    if (knownKeys.size >= knownKeysMax) knownKeys.clear();
    knownKeys.set(key, kind);
  }
  return kind;
}
