import { randomBytes } from 'node:crypto';
import type { KeyScope } from '@homepot/catalogue';
import { keyScopes } from '@homepot/catalogue';
import { createToken } from '../../kernel/index.ts';

/**
 * How keys are written: `hp_{scope}_{key id}_{secret}` for programs, `hpd_{key id}_{secret}` for
 * devices, `hpe_{token id}_{secret}` for what a device trades for its first one. The key id has 16 characters of a-z and 2-7, the secret 43 of base64url, which may hold
 * underscores; the lengths, not the underscores, say where it begins.
 */
export interface KeyText {
  readonly keyId: string;
  /** The whole key, shown once. */
  readonly text: string;
}

const keyIdAlphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const apiKeyForm = new RegExp(`^hp_(${keyScopes.join('|')})_([a-z2-7]{16})_[A-Za-z0-9_-]{43}$`);
const enrolmentTokenForm = /^hpe_([a-z2-7]{16})_[A-Za-z0-9_-]{43}$/;
const deviceKeyForm = /^hpd_([a-z2-7]{16})_[A-Za-z0-9_-]{43}$/;

const createKeyId = (): string =>
  Array.from(randomBytes(16), (byte) => keyIdAlphabet.charAt(byte & 31)).join('');

/** A new key of that scope, from the machine's randomness. */
export function createApiKeyText(scope: KeyScope): KeyText {
  const keyId = createKeyId();
  return { keyId, text: `hp_${scope}_${keyId}_${createToken(32)}` };
}

/** A new device credential. */
export function createDeviceKeyText(): KeyText {
  const keyId = createKeyId();
  return { keyId, text: `hpd_${keyId}_${createToken(32)}` };
}

/** A new enrolment token. */
export function createEnrolmentTokenText(): KeyText {
  const keyId = createKeyId();
  return { keyId, text: `hpe_${keyId}_${createToken(32)}` };
}

/** The key id of text that has the form of an API key. */
export function apiKeyIdOf(text: string): string | undefined {
  return apiKeyForm.exec(text)?.[2];
}

/** The key id of text that has the form of a device credential. */
export function deviceKeyIdOf(text: string): string | undefined {
  return deviceKeyForm.exec(text)?.[1];
}

/** The token id of text that has the form of an enrolment token. */
export function enrolmentTokenIdOf(text: string): string | undefined {
  return enrolmentTokenForm.exec(text)?.[1];
}
