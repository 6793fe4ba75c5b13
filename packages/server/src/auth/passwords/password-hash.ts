import type { Argon2Parameters } from 'node:crypto';
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * argon2id in PHC string format: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, both parts base64
 * without padding. The cost is the least that OWASP's password storage cheat sheet recommends.
 */
const cost = { memory: 19_456, passes: 2, parallelism: 1 };
const saltBytes = 16;
const hashBytes = 32;
const form =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/** A hash that costs more than this is refused, not computed: 64 MiB. */
const memoryKibibytesMax = 65_536;

const deriveHash = promisify(
  (parameters: Argon2Parameters, done: (error: Error | null, hash: Buffer) => void) =>
    argon2('argon2id', parameters, done),
);

const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '');

/** Hashes a password with a new salt, on a thread of the pool. */
export async function createPasswordHash(password: string): Promise<string> {
  const nonce = randomBytes(saltBytes);
  const hash = await deriveHash({ message: password, nonce, tagLength: hashBytes, ...cost });
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${encode(nonce)}$${encode(hash)}`;
}

/** Whether the password has that hash; false for a hash of another form. */
export async function matchesPasswordHash(password: string, stored: string): Promise<boolean> {
  const parts = form.exec(stored);
  if (parts === null) return false;
  const [, memory, passes, parallelism, salt = '', hash = ''] = parts;
  if (Number(memory) > memoryKibibytesMax) return false;
  const expected = Buffer.from(hash, 'base64');
  const derived = await deriveHash({
    message: password,
    nonce: Buffer.from(salt, 'base64'),
    tagLength: expected.length,
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  });
  return timingSafeEqual(derived, expected);
}

/** Whether a hash was made at another cost than today's, so that it should be made anew. */
export function isOutdatedPasswordHash(stored: string): boolean {
  const { memory, passes, parallelism } = cost;
  return !stored.startsWith(`$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$`);
}
