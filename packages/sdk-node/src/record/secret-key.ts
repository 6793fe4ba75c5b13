/** The words of a key, or two that follow each other, that say its value is secret. */
const secretWords = new Set([
  'password',
  'passwd',
  'passwort',
  'kennwort',
  'pass',
  'pass word',
  'passphrase',
  'passcode',
  'pwd',
  'secret',
  'token',
  'jwt',
  'otp',
  'bearer',
  'auth',
  'authorization',
  'authorisation',
  'credential',
  'apikey',
  'api key',
  'access key',
  'private key',
  'encryption key',
  'signing key',
  'session key',
  'license key',
  'cookie',
  'card number',
  'cardnumber',
  'credit card',
  'debit card',
  'card no',
  'pan',
  'cvv',
  'cvv2',
  'cvc',
  'security code',
  'pin',
  'pin code',
  'pin block',
  'ssn',
  'social security',
  'phone',
  'telephone',
  'mobile number',
  'email',
  'e mail',
]);

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

const lookedAt = (key: string): string =>
  key.length <= keyHeadCharacters + keyTailCharacters
    ? key
    : `${key.slice(0, keyHeadCharacters)} ${key.slice(-keyTailCharacters)}`;

/** `tokens` and `password2` are read as `token` and `password`; `pin1` and `pins` are of a plug. */
function singular(word: string): string {
  if (secretWords.has(word)) return word;
  const plain = word.replace(/\d{1,9}$/, '').replace(/s$/, '');
  return plain === 'pin' || plain === 'pan' ? word : plain;
}

/**
 * Whether a key names a secret, by whole words: `apiKey`, `card-number`; a `microphone` is no phone.
 * The house knows the same words; a test holds both lists against each other.
 */
export function isSecretKey(key: string): boolean {
  const given = lookedAt(key)
    .replace(/([a-z0-9])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2 ')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const last = given.at(-1) ?? '';
  if (aboutWords.has(last)) return false;
  if (last === 'tokens' && given.some((word) => countedWords.has(word))) return false;
  const words = given.map(singular);
  return words.some((word, i) => {
    const next = words[i + 1];
    if (next !== undefined && secretWords.has(`${word} ${next}`)) return true;
    return secretWords.has(word) && (next === undefined || !lastOnlyWords.has(word));
  });
}
