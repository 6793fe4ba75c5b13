import type { Tone } from '../../components/tag.tsx';

/** The state of an alert as a colour beside its word. */
export const toneOfState = (state: string): Tone =>
  state === 'firing' ? 'bad' : state === 'pending' ? 'warn' : 'ok';

/** How grave it is, as a colour beside its word. */
export const toneOfSeverity = (severity: string): Tone =>
  severity === 'critical' ? 'bad' : severity === 'warning' ? 'warn' : 'quiet';

/** The state of a message as a colour beside its word. */
export const toneOfDelivery = (state: string): Tone =>
  state === 'sent'
    ? 'ok'
    : state === 'pending' || state === 'sending'
      ? 'warn'
      : state === 'cancelled'
        ? 'off'
        : 'bad';
