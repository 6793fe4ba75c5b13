import type { Log } from '../../kernel/index.ts';
import { createManualClock } from '../../kernel/index.ts';
import type { Ledger } from './power-loss-ledger.ts';
import { createLedger } from './power-loss-ledger.ts';
import type { LifeDeps } from './power-loss-life.ts';
import { inspect, live } from './power-loss-life.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';
import type { Operation, SimulatedDisk } from './simulated-disk.ts';
import { createSimulatedDisk } from './simulated-disk.ts';

/**
 * Cuts the power of a spool on a simulated disk, everywhere.
 *
 * A workload is a random but reproducible life of a spool: appends side by side, reads, removals;
 * in some of them the disk fails once. It is run to the end once, to count what it asks of the
 * disk, and then again for every one of these operations, with the power cut there. From each cut
 * one of the contents that the disk may then have is drawn. On it the spool is recovered and
 * checked at once, or it lives on before, and is cut, killed or failed again.
 *
 * Every recovered content counts as one state.
 */
export interface PowerLossReport {
  readonly states: number;
  readonly workloads: number;
  /** Operations at which the power was cut. */
  readonly cuts: number;
  /** Acknowledged batches that were looked for, over all states. */
  readonly acknowledged: number;
}

/** Fails one of the next operations; a disk that works again afterwards is the worse one. */
function failOnce(disk: SimulatedDisk, random: Random, ledger: Ledger): void {
  const operations: readonly [Operation, ...Operation[]] = [
    'write',
    'datasync',
    'datasync',
    'syncFolder',
    'rename',
    'remove',
  ];
  const failing = random.pick(operations);
  const code = failing === 'write' ? random.pick(['EIO', 'ENOSPC']) : 'EIO';
  let left = 1 + random.below(8);
  disk.failWith((operation) => {
    if (operation !== failing) return undefined;
    left -= 1;
    if (left !== 0) return undefined;
    if (operation === 'syncFolder') ledger.namesMayReturn = true;
    return Object.assign(new Error(`${code}: simulated`), { code });
  });
}

async function firstLife(
  seed: number,
  log: Log,
  cutAt: number,
): Promise<{ disk: SimulatedDisk; deps: LifeDeps; ledger: Ledger }> {
  const random = createRandom(seed);
  const deps: LifeDeps = { random, log, clock: createManualClock() };
  const disk = createSimulatedDisk(random);
  const ledger = createLedger();
  if (random.chance(0.5)) failOnce(disk, random, ledger);
  disk.cutPowerAt(cutAt);
  await live(disk, deps, ledger);
  return { disk, deps, ledger };
}

/** Another life on this disk, which ends somehow. Returns the disk that is left. */
async function nextLife(
  disk: SimulatedDisk,
  deps: LifeDeps,
  ledger: Ledger,
): Promise<SimulatedDisk> {
  const { random } = deps;
  if (random.chance(0.4)) failOnce(disk, random, ledger);
  if (random.chance(0.7)) disk.cutPowerAt(1 + random.below(40));
  await live(disk, deps, ledger);
  disk.cutPowerAt(0);
  return random.chance(0.5) ? disk.afterPowerLoss() : disk.afterRestart();
}

/** Recovers one content, perhaps after more lives. Returns how many states that were. */
async function follow(disk: SimulatedDisk, deps: LifeDeps, ledger: Ledger): Promise<number> {
  let states = 1;
  let left = disk;
  for (; deps.random.chance(0.4); states += 1) left = await nextLife(left, deps, ledger);
  await inspect(left, deps, ledger);
  return states;
}

interface Totals {
  states: number;
  cuts: number;
  acknowledged: number;
}

async function cutEverywhere(
  seed: number,
  log: Log,
  totals: Totals,
  statesMax: number,
): Promise<void> {
  const { disk: whole } = await firstLife(seed, log, Number.POSITIVE_INFINITY);
  for (let cutAt = 1; cutAt <= whole.operations() && totals.states < statesMax; cutAt += 1) {
    const { disk, deps, ledger } = await firstLife(seed, log, cutAt);
    totals.cuts += 1;
    totals.states += await follow(disk.afterPowerLoss(), deps, ledger);
    totals.acknowledged += ledger.acknowledged.size;
  }
}

/**
 * Runs workloads until this many states were recovered. Throws at the first broken promise, with
 * the seed of its workload; from `seed` on, every workload has the next one.
 */
export async function runPowerLoss(
  log: Log,
  { states, seed }: { readonly states: number; readonly seed: number },
): Promise<PowerLossReport> {
  const totals: Totals = { states: 0, cuts: 0, acknowledged: 0 };
  let workloads = 0;
  for (; totals.states < states; workloads += 1) {
    try {
      await cutEverywhere(seed + workloads, log, totals, states);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`Workload with seed ${seed + workloads}: ${why}`, { cause: error });
    }
  }
  return { ...totals, workloads };
}
