import { createHmac } from 'node:crypto';

const digits = 32;

/** Tells whether two secret keys are the same, and nothing else of them. */
export const secretFingerprint = (secret: string): string =>
  createHmac('sha256', secret.trim())
    .update('homepot backup fingerprint v1')
    .digest('hex')
    .slice(0, digits);
