import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const spanWords = /^(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)$/;

const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

/** Milliseconds of a span like `90s`, `15m`, `2h`, `7d`, `1w`; undefined where it is none. */
export function readSpan(text: string): number | undefined {
  const match = /^(\d{1,9})\s*([a-z]+)$/.exec(text.trim().toLowerCase());
  const [, amount, word = ''] = match ?? [];
  const unit = spanWords.test(word) ? unitMs[word.charAt(0)] : undefined;
  return unit === undefined ? undefined : Number(amount) * unit;
}

/**
 * Turns what people write for a time into what the API takes: `now`, `today`, `yesterday` (days in
 * UTC), a span (`2h`, `2h ago`), or a date or instant, which goes through as it is. Throws a
 * CommandError for anything else.
 */
export function readTime(text: string, option: string, nowMs: number): string {
  const word = text.trim().toLowerCase();
  if (word === 'now') return new Date(nowMs).toISOString();
  if (word === 'today') return dayOf(nowMs);
  if (word === 'yesterday') return dayOf(nowMs - 86_400_000);
  const span = readSpan(word.replace(/^last\s+/, '').replace(/\s+ago$/, ''));
  if (span !== undefined) return new Date(Math.max(0, nowMs - span)).toISOString();
  if (/^\d{4}-\d\d-\d\d/.test(word) && !Number.isNaN(Date.parse(text))) return text.trim();
  throw new CommandError(
    exitCodes.usage,
    `${option} "${text}" is not a time.`,
    'Give a date (2026-01-31), an instant (2026-01-31T08:00:00Z), a span back (2h, 7d), now, today or yesterday.',
  );
}
