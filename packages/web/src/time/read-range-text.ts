import { readDuration } from './duration.ts';
import type { Range } from './range.ts';
import { freeze } from './range.ts';
import type { Zone } from './zone.ts';
import { dayStartMs, readLocalMs } from './zone.ts';

const unitOf: Readonly<Record<string, string>> = {
  s: 's',
  mi: 'm',
  m: 'm',
  h: 'h',
  d: 'd',
  w: 'w',
};
const dayMs = 86_400_000;

function readLast(text: string): Range | undefined {
  const [, number = '1', word = ''] =
    /^(?:last|past|previous)?\s*(\d+)?\s*(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)$/.exec(
      text,
    ) ?? [];
  if (word === '') return undefined;
  const lengthMs = readDuration(`${number}${unitOf[word.slice(0, 1)] ?? ''}`);
  return lengthMs === undefined ? undefined : { kind: 'last', lengthMs };
}

function readDay(text: string, nowMs: number, zone: Zone): Range | undefined {
  if (text === 'today') return freeze(dayStartMs(nowMs, zone), nowMs);
  const today = dayStartMs(nowMs, zone);
  if (text === 'yesterday') return freeze(dayStartMs(today - dayMs / 2, zone), today);
  const day = readLocalMs(text, zone);
  if (day === undefined || !/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  // A day of a clock that is changed has 23 or 25 hours.
  return freeze(day, dayStartMs(day + dayMs * 1.5, zone));
}

/**
 * Reads what a person writes: `last 3 days`, `6h`, `today`, `yesterday`, `2026-11-20`,
 * `2026-11-20 08:00 to 12:00`. Undefined where it is not understood. Instants without a zone are in `zone`.
 */
export function readRangeText(given: string, nowMs: number, zone: Zone): Range | undefined {
  const text = given.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const single = readLast(text) ?? readDay(text, nowMs, zone);
  if (single !== undefined) return single;
  const [from = '', to = ''] = text.split(/ (?:to|until|-|–|\.\.) /);
  if (to === '') return undefined;
  const fromMs = readLocalMs(from, zone);
  const isTime = /^\d{1,2}:\d\d(:\d\d)?$/.test(to);
  const toMs = to === 'now' ? nowMs : readLocalMs(isTime ? `${from.slice(0, 10)} ${to}` : to, zone);
  if (fromMs === undefined || toMs === undefined || toMs <= fromMs) return undefined;
  return freeze(fromMs, toMs);
}
