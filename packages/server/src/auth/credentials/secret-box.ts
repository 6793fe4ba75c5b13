import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * Secrets that must be used again, and so cannot be kept as hashes: encrypted at rest with a key of
 * the house.
 *
 * A box is a version (1), 12 random bytes, the AES-256-GCM ciphertext, and its tag of 16 bytes. What
 * it belongs to is authenticated with it, so that a box that is moved to another row does not open.
 */
export interface SecretBox {
  /** `owner` says whose it is, e.g. `notifier:7`. */
  seal(text: string, owner: string): Buffer;
  /** Undefined where the box is damaged, another's, or sealed with another SECRET_KEY. */
  open(box: Uint8Array, owner: string): string | undefined;
}

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** `key` has 32 bytes. */
export function createSecretBox(key: Uint8Array): SecretBox {
  return {
    seal(text, owner) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(version), nonce, sealed, cipher.getAuthTag()]);
    },
    open(box, owner) {
      if (box.length < 1 + nonceBytes + tagBytes || box[0] !== version) return undefined;
      const nonce = box.subarray(1, 1 + nonceBytes);
      const sealed = box.subarray(1 + nonceBytes, -tagBytes);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(owner)).setAuthTag(box.subarray(-tagBytes));
      try {
        return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
