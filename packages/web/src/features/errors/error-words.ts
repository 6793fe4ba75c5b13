import type { Tone } from '../../components/tag.tsx';

/** How bad an error is, as a colour beside its word. */
export const toneOfSeverity = (severity: string): Tone =>
  severity === 'critical' || severity === 'error'
    ? 'bad'
    : severity === 'warning'
      ? 'warn'
      : 'quiet';

/** How far people are with a group, as a colour beside its word. */
export const toneOfStatus = (status: string): Tone =>
  status === 'open' ? 'bad' : status === 'resolved' ? 'ok' : 'off';

/** `never`, `once`, `3 times`. */
export const timesInWords = (count: number): string =>
  count === 0 ? 'never' : count === 1 ? 'once' : `${count} times`;
