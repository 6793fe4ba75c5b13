import type { AnswerOf, showDevice } from '@homepot/catalogue';
import { formatLength } from '../../time/format-time.ts';

export type Device = AnswerOf<typeof showDevice>;

type Known = Pick<
  Device,
  | 'status'
  | 'status_reason'
  | 'report_interval_seconds'
  | 'silent_after_seconds'
  | 'last_seen'
  | 'is_active'
>;

/** `90 s = 3 × 30 s`: how long a device may be silent. */
export const limitInWords = ({
  silent_after_seconds: limit,
  report_interval_seconds: interval,
}: Known): string => `${limit} s = ${Math.round(limit / Math.max(interval, 1))} × ${interval} s`;

/** Why a device is in its state, and by which rule, as a sentence. */
export function ruleInWords(device: Known, nowMs: number): string {
  const { status, status_reason: reason, last_seen: lastSeen } = device;
  if (!device.is_active) return 'Removed: it may report no more, what it reported stays.';
  const silence = lastSeen === null ? undefined : nowMs - Date.parse(lastSeen);
  const why = reason === null || reason === '' ? '' : ` ${reason}.`;
  if (status === 'offline') {
    if (silence === undefined) return `Offline.${why}`;
    const seconds = Math.floor(silence / 1_000);
    const length = seconds < 600 ? `${seconds} s` : formatLength(silence);
    const limit = `the limit is ${limitInWords(device)}`;
    if (reason?.startsWith('No report') === true)
      return `Offline because no heartbeat came for ${length}; ${limit}.`;
    if (reason?.startsWith('Connection lost') === true)
      return `Offline because its connection was lost and no heartbeat came for ${length}; ${limit}, half of it once the connection is lost.`;
    return `Offline.${why} Its last heartbeat came ${length} ago; ${limit}.`;
  }
  if (status === 'unknown') {
    if (lastSeen === null) return 'Unknown: it has never reported.';
    return `Unknown, not offline:${reason === null ? ' how it is, is not known until its next report.' : `${why} Its next report says how it is.`}`;
  }
  if (status === 'maintenance')
    return `In maintenance: it is not missed, and alerts about it are muted.${why}`;
  const next = `Without a report for ${limitInWords(device)} it counts as offline.`;
  if (status === 'error') return `In error because its last report says so.${why} ${next}`;
  if (status === 'degraded') return `Degraded because its last report says so.${why} ${next}`;
  return `Online: it reports every ${device.report_interval_seconds} s.${why} ${next}`;
}
