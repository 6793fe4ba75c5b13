import type { KeyText } from './key-text.ts';
import { createEnrolmentTokenText, enrolmentTokenIdOf } from './key-text.ts';
import type { SecretKeys } from './secret-keys.ts';

/** An enrolment token by what is stored of it. */
interface TokenHash {
  /** The public part. */
  readonly tokenId: string;
  /** Keyed hash of the whole text. */
  readonly hash: Buffer;
}

/** How enrolment tokens are made and known again; the rows are kept by the fleet. */
export interface EnrolmentSecrets {
  /** A new token. Its text is shown once. */
  create(): TokenHash & Pick<KeyText, 'text'>;
  /** What is stored of a presented text; undefined where it has not the form of a token. */
  read(text: string): TokenHash | undefined;
}

export function createEnrolmentSecrets(secretKeys: SecretKeys): EnrolmentSecrets {
  const hashOf = (text: string) => secretKeys.hashCredential('enrolment', text);
  return {
    create() {
      const { keyId, text } = createEnrolmentTokenText();
      return { tokenId: keyId, text, hash: hashOf(text) };
    },
    read(text) {
      const tokenId = enrolmentTokenIdOf(text);
      return tokenId === undefined ? undefined : { tokenId, hash: hashOf(text) };
    },
  };
}
