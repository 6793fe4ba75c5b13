import type { Tone } from '../../components/tag.tsx';

/** How an export fares, as a colour beside its word. */
export const toneOfExport = (status: string): Tone =>
  status === 'completed'
    ? 'ok'
    : status === 'failed'
      ? 'bad'
      : status === 'cancelled' || status === 'removed' || status === 'expired'
        ? 'off'
        : 'warn';
