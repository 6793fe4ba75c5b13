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
  passwords: 'password',
  passwd: 'password',
  passphrase: 'password',
  passcode: 'password',
  pwd: 'password',
  secret: 'secret',
  secrets: 'secret',
  token: 'token',
  jwt: 'token',
  otp: 'token',
  bearer: 'token',
  authorization: 'credential',
  credential: 'credential',
  credentials: 'credential',
  apikey: 'key',
  'api key': 'key',
  'access key': 'key',
  'private key': 'key',
  'encryption key': 'key',
  'signing key': 'key',
  'session key': 'key',
  'license key': 'key',
  cookie: 'cookie',
  cookies: 'cookie',
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

/** The words of a key: `cardNumber`, `card_number`, `card-number` and `Card Number` are alike. */
function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])|([A-Z]+)([A-Z][a-z])/g, '$1$3 $2$4')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function findKind(key: string): RedactedKind | undefined {
  const words = wordsOf(key);
  const last = words.at(-1);
  if (last === undefined || aboutWords.has(last)) return undefined;
  for (const [i, word] of words.entries()) {
    const kind = lookUp(`${word} ${words[i + 1] ?? ''}`) ?? lookUp(word);
    // A PIN is meant only when the key ends in it: a `pin_pad` is a device.
    if (kind !== undefined && !(word === 'pin' && kind === lookUp(word) && isFollowed(words, i))) {
      return kind;
    }
  }
  return undefined;
}

function isFollowed(words: readonly string[], i: number): boolean {
  const pair = `pin ${words[i + 1] ?? ''}`;
  return i < words.length - 1 && lookUp(pair) === undefined;
}

function lookUp(words: string): RedactedKind | undefined {
  return Object.hasOwn(secretWords, words) ? secretWords[words] : undefined;
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
