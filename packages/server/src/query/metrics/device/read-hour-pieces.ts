import { CompiledQuery } from 'kysely';
import { readDeviceHours } from '../../../drain/index.ts';
import { limits } from '../../../kernel/index.ts';
import type { Reader } from '../../run-read.ts';
import type { MeasuredPiece, PieceRequest } from './measured-pieces.ts';

const hourMs = 3_600_000;

/** What a device measured in each hour, settled or open; `deviceHoursPerReadMax` hours at a time. */
export async function readHourPieces(
  reader: Reader,
  request: PieceRequest,
): Promise<readonly MeasuredPiece[]> {
  const asked = {
    async query<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
      const { rows } = await reader.executeQuery(CompiledQuery.raw(text, [...values]));
      return rows as Row[];
    },
  };
  const stepMs = limits.deviceHoursPerReadMax * hourMs;
  const steps: ReturnType<typeof readDeviceHours>[] = [];
  for (let fromMs = request.fromMs; fromMs < request.toMs; fromMs += stepMs) {
    const toMs = Math.min(fromMs + stepMs, request.toMs);
    steps.push(readDeviceHours(asked, { ...request, fromMs, toMs }));
  }
  return (await Promise.all(steps)).flat().map(({ key, hour }) => ({
    fromMs: key.hourMs,
    provenance: key.provenance,
    measurements: hour.measurements,
  }));
}
