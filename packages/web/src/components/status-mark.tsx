import type { DeviceState } from '@homepot/catalogue';
import './status-mark.css';

/** The state of a device, or of anything that fares alike. */
export type Status = DeviceState;

const shapes: Readonly<Record<Status, string>> = {
  online: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Z',
  degraded: 'M8 1 15.5 14.5H.5Z',
  error: 'M5 1h6l4 4v6l-4 4H5l-4-4V5Z',
  offline: 'M8 2.25a5.75 5.75 0 1 1 0 11.5 5.75 5.75 0 0 1 0-11.5Z',
  maintenance: 'M8 .5 15.5 8 8 15.5.5 8Z',
  unknown: 'M8 2.25a5.75 5.75 0 1 1 0 11.5 5.75 5.75 0 0 1 0-11.5Z',
};
const glyphs: Readonly<Record<Status, string>> = {
  online: 'm5 8.2 2.1 2.1L11 6',
  degraded: 'M8 6v4M8 12v.6',
  error: 'm5.5 5.5 5 5m0-5-5 5',
  offline: 'M5.5 8h5',
  maintenance: 'M5.5 10V6.5L8 9l2.5-2.5V10',
  unknown: 'M6.4 6.6c0-2.2 3.2-2 3.2-.1 0 1.2-1.6 1.1-1.6 2.4M8 10.6v.5',
};

interface StatusMarkProps {
  readonly status: Status;
  /** What is written beside it; the state itself where absent, nothing visible where ''. */
  readonly label?: string;
}

/** A state as colour, shape and word. */
export function StatusMark({ status, label = status }: StatusMarkProps) {
  return (
    <span class={`status-mark status-mark-${status}`}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path class="status-mark-shape" d={shapes[status]} />
        <path class="status-mark-glyph" d={glyphs[status]} />
      </svg>
      {label === '' ? <span class="sr-only">{status}</span> : <span>{label}</span>}
    </span>
  );
}
