import { readDuration, writeDuration } from './duration.ts';

/** What is looked at: the last so much, or from one instant up to another; milliseconds (since 1970). */
export type Range =
  | { readonly kind: 'last'; readonly lengthMs: number }
  | { readonly kind: 'frozen'; readonly fromMs: number; readonly toMs: number };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What is shown where the address says nothing. */
const defaultRange: Range = { kind: 'last', lengthMs: 6 * hourMs };

/** What the picker offers. */
export const presetLengthsMs: readonly number[] = [
  hourMs / 4,
  hourMs,
  6 * hourMs,
  dayMs,
  2 * dayMs,
  7 * dayMs,
  14 * dayMs,
  30 * dayMs,
  90 * dayMs,
];

/** No range is shorter or longer. */
const lengthMillisecondsMin = 60_000;
const lengthMillisecondsMax = 400 * dayMs;

const clamp = (lengthMs: number): number =>
  Math.min(Math.max(lengthMs, lengthMillisecondsMin), lengthMillisecondsMax);

/** A frozen range, never empty. */
export function freeze(fromMs: number, toMs: number): Range {
  const from = Math.floor(Math.min(fromMs, toMs));
  return {
    kind: 'frozen',
    fromMs: from,
    toMs: from + clamp(Math.ceil(Math.max(fromMs, toMs)) - from),
  };
}

/** Reads the parameters of an address; what makes no sense is the usual range. */
export function readRange(values: {
  readonly range?: string;
  readonly from?: string;
  readonly to?: string;
}): Range {
  const fromMs = Date.parse(values.from ?? '');
  const toMs = Date.parse(values.to ?? '');
  if (!Number.isNaN(fromMs) && !Number.isNaN(toMs)) return freeze(fromMs, toMs);
  const lengthMs = readDuration(values.range ?? '');
  return lengthMs === undefined ? defaultRange : { kind: 'last', lengthMs: clamp(lengthMs) };
}

const isoOf = (ms: number): string => new Date(ms).toISOString().replace(/\.000Z$/, 'Z');

/** The parameters of an address, in UTC; empty texts leave one out. */
export function writeRange(range: Range): { range: string; from: string; to: string } {
  if (range.kind === 'frozen') {
    return { range: '', from: isoOf(range.fromMs), to: isoOf(range.toMs) };
  }
  const isDefault = defaultRange.kind === 'last' && range.lengthMs === defaultRange.lengthMs;
  return { range: isDefault ? '' : writeDuration(range.lengthMs), from: '', to: '' };
}

/** From when to when a range is, now. */
export function spanOf(range: Range, nowMs: number): { fromMs: number; toMs: number } {
  if (range.kind === 'frozen') return { fromMs: range.fromMs, toMs: range.toMs };
  return { fromMs: nowMs - range.lengthMs, toMs: nowMs };
}

/** The range half its length earlier (-1) or later (1); what would reach beyond now ends now. */
export function shiftRange(range: Range, direction: -1 | 1, nowMs: number): Range {
  const { fromMs, toMs } = spanOf(range, nowMs);
  const length = toMs - fromMs;
  const to = toMs + (direction * length) / 2;
  if (to >= nowMs) return { kind: 'last', lengthMs: length };
  return freeze(to - length, to);
}

/** The range twice as long around its middle; one that ends now goes on ending now. */
export function zoomOut(range: Range, nowMs: number): Range {
  const { fromMs, toMs } = spanOf(range, nowMs);
  const length = clamp((toMs - fromMs) * 2);
  if (range.kind === 'last') return { kind: 'last', lengthMs: length };
  const to = Math.min((fromMs + toMs + length) / 2, nowMs);
  return freeze(to - length, to);
}
