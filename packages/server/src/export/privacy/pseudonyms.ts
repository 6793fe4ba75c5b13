import { createHmac } from 'node:crypto';

/** What a pseudonym stands for. The same value of two kinds has two. */
export type PseudonymKind =
  | 'person'
  | 'session'
  | 'request'
  | 'network'
  | 'text'
  | 'group'
  | 'job'
  | 'name';

/** Makes pseudonyms with one key. */
export interface Pseudonyms {
  /** `person_` and 24 hex digits: 96 bits of HMAC-SHA256. */
  of(kind: PseudonymKind, value: string): string;
}

const hexDigits = 24;

/** What every pseudonym looks like. */
export const pseudonymForm = /^[a-z]+_[0-9a-f]{24}$/;

/** `key` has 32 bytes. Without it nobody can find out by trying whether a pseudonym is somebody's. */
export function createPseudonyms(key: Uint8Array): Pseudonyms {
  return {
    of(kind, value) {
      const digest = createHmac('sha256', key).update(`${kind}\0${value}`).digest('hex');
      return `${kind}_${digest.slice(0, hexDigits)}`;
    },
  };
}
