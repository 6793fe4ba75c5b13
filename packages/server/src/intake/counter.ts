import type { Table } from '@homepot/catalogue';
import { telemetryTables } from '@homepot/catalogue';
import type { CompiledTable } from './record/compile-table.ts';
import { compileTable } from './record/compile-table.ts';
import type { Derivation } from './record/derive-columns.ts';
import { createDerivation } from './record/derive-columns.ts';
import type { ThinSlots } from './record/thin-slots.ts';
import { thinSlotsOf } from './record/thin-slots.ts';

/** Where the batches of one telemetry table are taken: everything the door needs to know of it. */
export interface Counter {
  readonly compiled: CompiledTable;
  readonly derivation: Derivation | undefined;
  readonly thinSlots: ThinSlots | undefined;
}

export function createCounter(table: Table): Counter {
  const compiled = compileTable(table);
  const derivation = createDerivation(compiled);
  return { compiled, derivation, thinSlots: thinSlotsOf(compiled) };
}

/** One counter a telemetry table, by its name. */
export function createCounters(): ReadonlyMap<string, Counter> {
  return new Map(telemetryTables.map((table) => [table.name, createCounter(table)]));
}
