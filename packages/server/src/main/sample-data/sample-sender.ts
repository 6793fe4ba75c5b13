import type { Sender } from '../../intake/index.ts';

/** Who sends the sample data: the house, but never mistaken for what really happened. */
export const sampleSender: Sender = {
  scope: 'sample',
  door: 'sample',
  provenance: 'sample',
  trust: 'trusted',
  isDevice: false,
  claims: [],
};
