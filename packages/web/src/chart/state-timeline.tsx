import type { Status } from '../components/status-mark.tsx';
import { formatInstant, formatLength } from '../time/format-time.ts';
import type { Zone } from '../time/zone.ts';
import { clipSpans } from './clip-spans.ts';
import { tickText } from './tick-text.ts';
import { timeTicks } from './time-ticks.ts';
import './state-timeline.css';

export interface StateSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly status: Status;
  /** Why. */
  readonly detail?: string | undefined;
}

interface StateTimelineProps {
  /** Whose states these are. */
  readonly label: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly zone: Zone;
  readonly spans: readonly StateSpan[];
  /** Without the line of times: where several stand over one another. */
  readonly isBare?: boolean;
}

const colours: Readonly<Record<Status, string>> = {
  online: 'ok',
  degraded: 'warn',
  error: 'bad',
  offline: 'off',
  maintenance: 'maint',
  unknown: 'line2',
};

/** How long in each state, for the sentence that says it. */
function shares(spans: readonly StateSpan[], lengthMs: number): string {
  const sums = new Map<Status, number>();
  for (const { status, fromMs, toMs } of spans) {
    sums.set(status, (sums.get(status) ?? 0) + toMs - fromMs);
  }
  return [...sums]
    .sort(([, a], [, b]) => b - a)
    .map(
      ([status, ms]) =>
        `${status} ${((100 * ms) / lengthMs).toFixed(ms / lengthMs > 0.995 ? 0 : 1)} %`,
    )
    .join(', ');
}

/** The states of one thing over time, as a bar; each part tells its state, when, how long and why. */
export function StateTimeline({
  label,
  fromMs,
  toMs,
  zone,
  spans,
  isBare = false,
}: StateTimelineProps) {
  const length = Math.max(toMs - fromMs, 1);
  const shown = clipSpans(spans, fromMs, toMs);
  const place = (ms: number): string => `${(100 * (ms - fromMs)) / length}%`;
  return (
    <figure
      class="state-timeline"
      aria-label={`${label}: ${shares(shown, length) || 'nothing known'}`}
    >
      <svg
        width="100%"
        height="22"
        role="img"
        aria-label={shares(shown, length) || 'nothing known'}
      >
        <rect width="100%" height="22" rx="3" fill="var(--hover)" />
        {shown.map(({ fromMs: from, toMs: to, status, detail }) => (
          <rect
            key={from}
            class={`state-timeline-${status}`}
            x={place(from)}
            y={status === 'online' ? 5 : 0}
            style={{ width: `max(${(100 * (to - from)) / length}%, 2px)` }}
            height={status === 'online' ? 12 : 22}
            fill={`var(--${colours[status]})`}
          >
            <title>
              {`${status} for ${formatLength(to - from)}, ${formatInstant(from, zone, toMs)} to ${formatInstant(to, zone, toMs)}${detail === undefined ? '' : `: ${detail}`}`}
            </title>
          </rect>
        ))}
      </svg>
      {!isBare && (
        <div class="state-timeline-times" aria-hidden="true">
          {timeTicks(fromMs, toMs, 6).map((ms) => (
            <span key={ms} style={{ left: place(ms) }}>
              {tickText(ms, zone, length)}
            </span>
          ))}
        </div>
      )}
    </figure>
  );
}
