import type { PartitionWidth } from '@homepot/catalogue';

/** One partition: from the first day to before the last, as days since 1970 in UTC. */
export interface PartitionRange {
  readonly name: string;
  readonly firstDay: number;
  readonly endDay: number;
}

const dayMs = 86_400_000;

const dateOf = (day: number) => new Date(day * dayMs);
const dayOf = (year: number, month: number) => Date.UTC(year, month, 1) / dayMs;

/** `2026-11-21` */
export function readDay(day: number): string {
  return dateOf(day).toISOString().slice(0, 10);
}

function boundsOf(width: PartitionWidth, day: number): readonly [number, number] {
  switch (width) {
    case 'day':
      return [day, day + 1];
    case 'week': {
      // 1970-01-01 was a Thursday; weeks begin on Monday.
      const first = day - ((((day + 3) % 7) + 7) % 7);
      return [first, first + 7];
    }
    case 'month': {
      const date = dateOf(day);
      const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
      return [dayOf(year, month), dayOf(year, month + 1)];
    }
  }
}

/** The partition of a table that a day falls into; its name ends in the date of its first day. */
export function partitionRange(table: string, width: PartitionWidth, day: number): PartitionRange {
  const [firstDay, endDay] = boundsOf(width, day);
  return { name: `${table}_${readDay(firstDay).replaceAll('-', '_')}`, firstDay, endDay };
}
