import type { AnswerOf, DeviceState, showDevice } from '@homepot/catalogue';
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

type Why = (device: Known, why: string, silenceMs: number) => string;

const lengthOf = (silenceMs: number): string =>
  silenceMs < 600_000 ? `${Math.floor(silenceMs / 1_000)} s` : formatLength(silenceMs);

/** Which rule found that it is offline, with its numbers. */
const offlineInWords: Why = (device, why, silenceMs) => {
  const reason = device.status_reason ?? '';
  const length = lengthOf(silenceMs);
  const limit = `the limit is ${limitInWords(device)}`;
  if (reason.startsWith('No report')) {
    return `Offline because no heartbeat came for ${length}; ${limit}.`;
  }
  if (reason.startsWith('Connection lost')) {
    return `Offline because its connection was lost and no heartbeat came for ${length}; ${limit}, half of it once the connection is lost.`;
  }
  return `Offline.${why} Its last heartbeat came ${length} ago; ${limit}.`;
};

const next = (device: Known): string =>
  `Without a report for ${limitInWords(device)} it counts as offline.`;

const words: Readonly<Record<DeviceState, Why>> = {
  offline: offlineInWords,
  unknown: (_device, why) =>
    `Unknown, not offline:${why === '' ? ' how it is, is not known.' : why} Its next report says how it is.`,
  maintenance: (_device, why) =>
    `In maintenance: it is not missed, and alerts about it are muted.${why}`,
  error: (device, why) => `In error because its last report says so.${why} ${next(device)}`,
  degraded: (device, why) => `Degraded because its last report says so.${why} ${next(device)}`,
  online: (device, why) =>
    `Online: it reports every ${device.report_interval_seconds} s.${why} ${next(device)}`,
};

/** Why a device is in its state, and by which rule, as a sentence. */
export function ruleInWords(device: Known, nowMs: number): string {
  const { status, status_reason: reason, last_seen: lastSeen } = device;
  if (!device.is_active) return 'Removed: it may report no more, what it reported stays.';
  if (lastSeen === null && status === 'unknown') return 'Unknown: it has never reported.';
  const why = reason === null || reason === '' ? '' : ` ${reason}.`;
  return words[status](device, why, lastSeen === null ? 0 : nowMs - Date.parse(lastSeen));
}
