import { createHash } from 'node:crypto';
import type { Random } from '../src/main/sample-data/random.ts';
import { choose, createRandom, wholeNumber } from '../src/main/sample-data/random.ts';

/** A secret that a test plants. */
export interface PlantedSecret {
  readonly kind: string;
  /** What must be found nowhere, exactly as it was planted. */
  readonly needle: string;
  /** The secret as people and programs write it into a text. */
  readonly text: string;
  /** The secret as the value of a key, as in a JSON object or a query. */
  readonly pair: readonly [key: string, value: string];
  /** Whether it is known by its form alone, so that it needs no name, also where ids stand. */
  readonly isForm: boolean;
}

const lower = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
const alphanumeric = `${lower}${lower.toUpperCase()}${digits}`;
const base64url = `${alphanumeric}-_`;
const base64 = `${alphanumeric}+/`;
const hex = '0123456789abcdef';

const textOf = (random: Random, alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[wholeNumber(random, 0, alphabet.length - 1)]).join('');

const form = (kind: string, needle: string, text = needle, key = 'note'): PlantedSecret => ({
  kind,
  needle,
  text,
  pair: [key, text],
  isForm: true,
});

/** The digit that makes the others a card number. */
function luhnDigit(body: string): string {
  let sum = 0;
  for (const [i, character] of [...body].reverse().entries()) {
    const doubled = i % 2 === 0 ? Number(character) * 2 : Number(character);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return String((10 - (sum % 10)) % 10);
}

const issuers = [
  ['4', 16],
  ['4', 13],
  ['4', 19],
  ['51', 16],
  ['55', 16],
  ['2221', 16],
  ['2720', 16],
  ['34', 15],
  ['37', 15],
  ['6011', 16],
  ['65', 16],
  ['3530', 16],
  ['36', 14],
  ['62', 16],
] as const;

function createCard(random: Random): PlantedSecret {
  const [prefix, length] = choose(random, issuers);
  const body = prefix + textOf(random, digits, length - prefix.length - 1);
  const number = body + luhnDigit(body);
  const separator = choose(random, ['', '', ' ', '-']);
  const groups = length === 15 ? /^(\d{4})(\d{6})(\d{5})$/ : /(\d{4})(?=\d)/g;
  const shown =
    length === 15
      ? number.replace(groups, `$1${separator}$2${separator}$3`)
      : number.replaceAll(groups, `$1${separator}`);
  const key = choose(random, ['card_number', 'pan', 'cardNumber', 'reference', 'value']);
  return form('card', shown, shown, key);
}

function createJwt(random: Random): PlantedSecret {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = part({ alg: choose(random, ['HS256', 'RS256', 'ES256']), typ: 'JWT' });
  const payload = part({ sub: textOf(random, digits, 10), name: textOf(random, lower, 8) });
  const signature = textOf(random, base64url, 43);
  return form('jwt', signature, `${header}.${payload}.${signature}`, 'id');
}

const keyShapes: Readonly<Record<string, (random: Random) => string>> = {
  stripe: (random) => `sk_live_${textOf(random, alphanumeric, 24)}`,
  'stripe restricted': (random) => `rk_test_${textOf(random, alphanumeric, 24)}`,
  openai: (random) => `sk-proj-${textOf(random, base64url, 40)}`,
  anthropic: (random) => `sk-ant-api03-${textOf(random, base64url, 40)}`,
  aws: (random) => `AKIA${textOf(random, `${lower.toUpperCase()}234567`, 16)}`,
  'aws temporary': (random) => `ASIA${textOf(random, `${lower.toUpperCase()}234567`, 16)}`,
  github: (random) => `ghp_${textOf(random, alphanumeric, 36)}`,
  'github fine': (random) => `github_pat_${textOf(random, alphanumeric, 40)}`,
  gitlab: (random) => `glpat-${textOf(random, base64url, 20)}`,
  slack: (random) => `xoxb-${textOf(random, digits, 12)}-${textOf(random, alphanumeric, 24)}`,
  npm: (random) => `npm_${textOf(random, alphanumeric, 36)}`,
  google: (random) => `AIza${textOf(random, base64url, 35)}`,
  'google oauth': (random) => `ya29.${textOf(random, base64url, 60)}`,
  'google oauth client': (random) => `GOCSPX-${textOf(random, base64url, 28)}`,
  sendgrid: (random) => `SG.${textOf(random, base64url, 22)}.${textOf(random, base64url, 43)}`,
  twilio: (random) => `SK${textOf(random, hex, 32)}`,
  shopify: (random) => `shpat_${textOf(random, hex, 32)}`,
  digitalocean: (random) => `dop_v1_${textOf(random, hex, 64)}`,
  huggingface: (random) => `hf_${textOf(random, alphanumeric, 34)}`,
  square: (random) => `sq0atp-${textOf(random, base64url, 22)}`,
  pypi: (random) => `pypi-AgEIcHlwaS5vcmc${textOf(random, base64url, 60)}`,
  docker: (random) => `dckr_pat_${textOf(random, base64url, 27)}`,
  'standard webhooks': (random) => `whsec_${textOf(random, base64, 43)}=`,
  homepot: (random) =>
    `hp_admin_${textOf(random, `${lower}234567`, 16)}_${textOf(random, base64url, 43)}`,
  'homepot device': (random) =>
    `hpd_${textOf(random, `${lower}234567`, 16)}_${textOf(random, base64url, 43)}`,
};

function createApiKey(random: Random): PlantedSecret {
  const shapes = Object.entries(keyShapes);
  const [name, make] = shapes[wholeNumber(random, 0, shapes.length - 1)] ??
    shapes[0] ?? ['', String];
  return form(`key of ${name}`, make(random), undefined, choose(random, ['note', 'id', 'ref']));
}

const secretKeys = [
  'password',
  'passwd',
  'pwd',
  'db_password',
  'userPassword',
  'PASSWORD',
  'smtp-password',
  'passphrase',
  'secret',
  'client_secret',
  'clientSecret',
  'SECRET_KEY',
  'api_key',
  'apiKey',
  'x-api-key',
  'API-Key',
  'token',
  'access_token',
  'refreshToken',
  'csrf_token',
  'session_token',
  'authorization',
  'Cookie',
  'set-cookie',
  'private_key',
  'encryption_key',
  'aws_secret_access_key',
  'credentials',
];

function createPassword(random: Random): PlantedSecret {
  const key = choose(random, secretKeys);
  const value = textOf(random, `${alphanumeric}!@#$%^*_-+.?~`, wholeNumber(random, 8, 24));
  const text = choose(random, [
    `${key}=${value}`,
    `"${key}":"${value}"`,
    `{\\"${key}\\":\\"${value}\\"}`,
    `${key}: "${value}"`,
    `--${key} '${value}'`,
  ]);
  return { kind: 'value of a key', needle: value, text, pair: [key, value], isForm: false };
}

function createPin(random: Random): PlantedSecret {
  const key = choose(random, ['pin', 'cvv', 'cvc', 'security_code', 'otp']);
  // As long as none is that short, it would be found everywhere.
  const value = `${textOf(random, digits, 4)}${textOf(random, lower, 6)}`;
  return { kind: 'pin', needle: value, text: `${key}=${value}`, pair: [key, value], isForm: false };
}

function createEmail(random: Random): PlantedSecret {
  const domain = choose(random, [
    'example.com',
    'mail.example.co.uk',
    'shop-27.example',
    'b.example.org',
  ]);
  const name = textOf(random, `${lower}${digits}`, 9);
  const address = `${choose(random, ['', 'anna.', 'j+', 'x_'])}${name}@${domain}`;
  return { ...form('e-mail', address), isForm: false };
}

function createPhone(random: Random): PlantedSecret {
  const n = (length: number) => textOf(random, '23456789', length);
  const number = choose(random, [
    `+49 ${n(3)} ${n(7)}`,
    `+1 ${n(3)} ${n(3)} ${n(4)}`,
    `+1-${n(3)}-${n(3)}-${n(4)}`,
    `+44${n(10)}`,
    `(${n(3)}) ${n(3)}-${n(4)}`,
    `${n(3)}-${n(3)}-${n(4)}`,
    `+33 ${n(1)} ${n(2)} ${n(2)} ${n(2)} ${n(2)}`,
  ]);
  return { ...form('phone', number), isForm: false };
}

function createScheme(random: Random): PlantedSecret {
  if (random() < 0.5) {
    const value = textOf(random, base64url, wholeNumber(random, 20, 60));
    const scheme = choose(random, ['Bearer', 'bearer', 'BEARER']);
    return {
      kind: 'bearer',
      needle: value,
      text: choose(random, [`${scheme} ${value}`, `Authorization: ${scheme} ${value}`]),
      pair: [
        choose(random, ['Authorization', 'header', 'proxy-authorization']),
        `${scheme} ${value}`,
      ],
      isForm: false,
    };
  }
  const value = Buffer.from(
    `${textOf(random, lower, 6)}:${textOf(random, alphanumeric, 12)}`,
  ).toString('base64');
  return {
    kind: 'basic',
    needle: value,
    text: `Authorization: Basic ${value}`,
    pair: ['header', `Basic ${value}`],
    isForm: false,
  };
}

function createUrl(random: Random): PlantedSecret {
  const value = textOf(random, alphanumeric, wholeNumber(random, 8, 30));
  const host = choose(random, ['db.example', 'api.example.com', '10.0.0.7']);
  if (random() < 0.5) {
    const scheme = choose(random, ['https', 'postgres', 'redis', 'amqp', 'mongodb+srv', 'ftp']);
    const user = choose(random, ['app', 'admin', '', 'svc_pos']);
    const text = `${scheme}://${user}:${value}@${host}:8443/path`;
    return { kind: 'URL with a password', needle: value, text, pair: ['url', text], isForm: false };
  }
  const name = choose(random, [
    'token',
    'access_token',
    'api_key',
    'apikey',
    'password',
    'sig_token',
    'auth',
    'client_secret',
    'X-Amz-Security-Token',
    'id_token',
  ]);
  const mark = choose(random, ['?', '?page=2&', '#', '?a=1;']);
  const text = `https://${host}/callback${mark}${name}=${value}&state=ok`;
  return {
    kind: 'URL with a token',
    needle: value,
    text,
    pair: ['redirect_uri', text],
    isForm: false,
  };
}

function createAwsSecret(random: Random): PlantedSecret {
  const value = textOf(random, base64, 40);
  const key = choose(random, ['aws_secret_access_key', 'AWS_SECRET_ACCESS_KEY', 'secretAccessKey']);
  return {
    kind: 'AWS secret',
    needle: value,
    text: choose(random, [`${key}=${value}`, `${key} = ${value}`, `"${key}": "${value}"`]),
    pair: [key, value],
    isForm: false,
  };
}

function createPrivateKey(random: Random): PlantedSecret {
  const name = choose(random, [
    'RSA PRIVATE KEY',
    'PRIVATE KEY',
    'EC PRIVATE KEY',
    'OPENSSH PRIVATE KEY',
  ]);
  const lines = Array.from({ length: 6 }, () => textOf(random, base64, 64));
  const newline = choose(random, ['\n', '\r\n', '\\n']);
  const text = [`-----BEGIN ${name}-----`, ...lines, `-----END ${name}-----`].join(newline);
  return form('private key', lines[3] ?? '', text);
}

const makers = [
  createCard,
  createCard,
  createJwt,
  createApiKey,
  createApiKey,
  createPassword,
  createPassword,
  createPin,
  createEmail,
  createPhone,
  createScheme,
  createUrl,
  createAwsSecret,
  createPrivateKey,
] as const;

/** So many secrets of every kind, the same for the same seed; no needle is part of another. */
export function createPlantedSecrets(seed: number, count: number): readonly PlantedSecret[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const make = makers[i % makers.length] ?? createCard;
    return make(random);
  });
}

/** What says nothing and must stay: words that look like names of secrets, and numbers like cards. */
export const innocent: readonly string[] = [
  'microphone',
  'headphones on aisle 7',
  '20251212132923',
  '2025-12-12T13:29:23.123456Z',
  '0198c0de-4111-7111-8111-111111111111',
  '4bf92f3577b34da6a3ce929d0e0e4736',
  '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  '1765546163123',
  '192.168.100.200',
  'order-1234567890123456',
  '4111111111111112',
  'tokenizer',
  'the password was changed',
  'token expired',
  'secretary of the board',
  'compass and passenger',
  'pin_pad',
  'author: Jane',
  'monkey business',
  'keyboard layout',
  'prompt_tokens=1500',
  'basic functions work',
  'skipping-rope',
  'sku SK-100-200',
  'version 10.15.7.20250101',
  createHash('sha256').update('x').digest('hex'),
];
