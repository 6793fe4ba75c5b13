import { createHash } from 'node:crypto';
import type { ExportSplit } from '@homepot/catalogue';
import { exportSplits } from '@homepot/catalogue';
import { remember } from '../privacy/remember.ts';
import type { ExportRequest, SplitRequest } from '../request/export-request.ts';
import { boundariesOf } from './time-boundaries.ts';

/** What a row is told apart by. */
export interface SplitSubject {
  readonly atMs: number;
  readonly device: string | undefined;
  readonly site: string | undefined;
  readonly person: string | undefined;
}

/** Says to which part a row belongs; undefined where nothing is split. */
export type SplitRows = (subject: SplitSubject) => ExportSplit | undefined;

/** A number from 0 to before 1 that a text always has. */
function drawOf(seed: string, unit: string): number {
  const digest = createHash('sha256').update(`${seed}\0${unit}`).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

function byUnit(split: SplitRequest): (unit: string) => ExportSplit {
  return remember((unit) => {
    const draw = drawOf(split.seed, unit);
    let end = 0;
    for (const name of exportSplits) {
      end += split[name];
      if (draw < end) return name;
    }
    return exportSplits.findLast((name) => split[name] > 0) ?? 'train';
  });
}

/** Who stands for a row that is about no device: the person, else the day. */
const otherUnit = ({ person, atMs }: SplitSubject): string =>
  person === undefined ? `day ${Math.floor(atMs / 86_400_000)}` : `person ${person}`;

/** Creates what splits the rows of an export. */
export function createSplit({ split, ...range }: ExportRequest): SplitRows {
  if (split === undefined) return () => undefined;
  if (split.by === 'time') {
    const parts = boundariesOf(split, range) ?? [];
    return ({ atMs }) => parts.find(({ untilMs }) => atMs < untilMs)?.split ?? parts.at(-1)?.split;
  }
  const draw = byUnit(split);
  if (split.by === 'device') {
    return (row) => draw(row.device === undefined ? otherUnit(row) : `device ${row.device}`);
  }
  return (row) => {
    if (row.site !== undefined) return draw(`site ${row.site}`);
    return draw(row.device === undefined ? otherUnit(row) : `device ${row.device}`);
  };
}
