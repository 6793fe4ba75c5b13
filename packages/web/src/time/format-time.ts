import type { Zone } from './zone.ts';
import { localParts } from './zone.ts';

/** `14:02`, with seconds where asked. */
export function formatClock(ms: number, zone: Zone, seconds = false): string {
  const { hour, minute, second } = localParts(ms, zone);
  return seconds ? `${hour}:${minute}:${second}` : `${hour}:${minute}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `22 Nov`, with the year where it is not that of now. */
export function formatDay(ms: number, zone: Zone, nowMs: number): string {
  const { year, month, day } = localParts(ms, zone);
  const text = `${Number(day)} ${months[Number(month) - 1]}`;
  return year === localParts(nowMs, zone).year ? text : `${text} ${year}`;
}

/** `14:02` today, `22 Nov 14:02` on other days. */
export function formatInstant(ms: number, zone: Zone, nowMs: number, seconds = false): string {
  const clock = formatClock(ms, zone, seconds);
  const day = formatDay(ms, zone, nowMs);
  return day === formatDay(nowMs, zone, nowMs) ? clock : `${day} ${clock}`;
}

const steps = [
  [60, 's', 1],
  [3_600, 'min', 60],
  [86_400, 'h', 3_600],
  [Number.POSITIVE_INFINITY, 'd', 86_400],
] as const;

/** `3 s`, `5 min`, `2 h`, `4 d`: how long, in one unit, rounded down. */
export function formatLength(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const [, unit, size] = steps.find(([below]) => seconds < below) ?? steps[3];
  return `${Math.floor(seconds / size)} ${unit}`;
}

/** `3 s ago`; what lies ahead is `in 3 s`. */
export const formatAgo = (ms: number, nowMs: number): string =>
  ms > nowMs ? `in ${formatLength(ms - nowMs)}` : `${formatLength(nowMs - ms)} ago`;
