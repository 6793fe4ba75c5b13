/** The words of a key, or two that follow each other, that say its value is secret. */
const secretWords = new Set([
  'password',
  'passwd',
  'passwort',
  'kennwort',
  'pass',
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
  'ssn',
  'social security',
  'phone',
  'telephone',
  'mobile number',
  'email',
  'e mail',
]);

/** Last words that speak about the secret and are not it: `token_count`, `password_policy`. */
const aboutWords = new Set(['count', 'type', 'length', 'expires', 'limit', 'policy', 'required']);

const keyCharactersMax = 200;

const singular = (word: string): string =>
  secretWords.has(word) ? word : word.replace(/\d{1,9}$/, '').replace(/s$/, '');

/** Whether a key names a secret, by whole words: `apiKey`, `card-number`; a `microphone` is no phone. */
export function isSecretKey(key: string): boolean {
  const given = key
    .slice(0, keyCharactersMax)
    .replace(/([a-z0-9])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2 ')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  if (aboutWords.has(given.at(-1) ?? '')) return false;
  const words = given.map(singular);
  return words.some(
    (word, i) => secretWords.has(word) || secretWords.has(`${word} ${words[i + 1] ?? ''}`),
  );
}
