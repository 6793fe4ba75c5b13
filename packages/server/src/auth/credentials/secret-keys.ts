import { createHmac, hkdfSync } from 'node:crypto';
import { join } from 'node:path';
import { createToken } from '../../kernel/index.ts';
import { readOrCreatePrivateFile } from './private-file.ts';

/** What is hashed; the same text of two kinds has two hashes. */
type CredentialKind = 'api-key' | 'device' | 'enrolment' | 'session' | 'login-link';

/** The keys of this house, all derived from one secret. */
export interface SecretKeys {
  /** Keyed hash (HMAC-SHA256) of a credential: what is stored in its place. */
  hashCredential(kind: CredentialKind, text: string): Buffer;
  /** Signs access tokens. */
  readonly accessTokenKey: Uint8Array;
  /** Encrypts secrets that must be used again. */
  readonly secretBoxKey: Uint8Array;
  /** Seals where the audit trail begins. */
  readonly auditSealKey: Uint8Array;
}

const secretCharactersMin = 32;

function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `homepot ${purpose} v1`, 32));
}

/** Derives every key from the secret. Another secret makes all credentials worthless. */
export function createSecretKeys(secret: string): SecretKeys {
  const credentialKey = deriveKey(secret, 'credential hash');
  return {
    hashCredential: (kind, text) =>
      createHmac('sha256', credentialKey).update(`${kind}:${text}`).digest(),
    accessTokenKey: deriveKey(secret, 'access token'),
    secretBoxKey: deriveKey(secret, 'secret box'),
    auditSealKey: deriveKey(secret, 'audit seal'),
  };
}

/**
 * The secret of this house: the setting SECRET_KEY where given, else the file
 * `{dataFolder}/secrets/secret.key`, made at the first start.
 */
export async function readSecretKey(
  secretKey: string | undefined,
  dataFolder: string,
): Promise<string> {
  if (secretKey !== undefined) return secretKey;
  const path = join(dataFolder, 'secrets', 'secret.key');
  const secret = (await readOrCreatePrivateFile(path, `${createToken(48)}\n`)).trim();
  if (secret.length < secretCharactersMin) {
    throw new Error(`${path} is damaged: it holds fewer than ${secretCharactersMin} characters.`);
  }
  return secret;
}
