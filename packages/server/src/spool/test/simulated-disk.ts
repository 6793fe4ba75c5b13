import { basename, dirname } from 'node:path';
import type { Disk, DiskFile, OpenMode } from '../disk.ts';
import type { Random } from './random.ts';
import type { Debris, SimulatedFile } from './simulated-file.ts';
import {
  contentAfterPowerLoss,
  createSimulatedFile,
  syncCache,
  truncateCache,
  writeToCache,
} from './simulated-file.ts';

/** What the disk is asked to do; every one is a place where it can be cut off or can fail. */
export type Operation =
  | 'open'
  | 'write'
  | 'read'
  | 'datasync'
  | 'truncate'
  | 'list'
  | 'rename'
  | 'remove'
  | 'syncFolder';

/** The power went; nothing works from now on. */
class PowerCut extends Error {
  constructor() {
    super('The power is cut');
    this.name = 'PowerCut';
  }
}

/** A disk in memory that behaves as badly as a disk may. */
export interface SimulatedDisk extends Disk {
  /** Operations so far, without reads, which change nothing. */
  operations(): number;
  /** Cuts the power at this operation: it may have happened or not, it is not answered. */
  cutPowerAt(operation: number): void;
  /** Asked before each operation that changes something; an error makes the operation fail with it. */
  failWith(fault: (operation: Operation, path: string) => Error | undefined): void;
  /** A disk with one of the contents that may be left when the power comes back. */
  afterPowerLoss(): SimulatedDisk;
  /** The same disk for another process; only the power cut is over. */
  afterRestart(): SimulatedDisk;
  /** Content of a file as readers see it, to damage it in tests. */
  content(path: string): Buffer;
  paths(): readonly string[];
}

type FileNames = Map<string, SimulatedFile>;
type NameChange = { readonly folder: string; readonly apply: (names: FileNames) => void };

interface DiskState {
  names: FileNames;
  /** The names that are left without power, and the changes that may be lost with it. */
  platterNames: FileNames;
  pending: NameChange[];
  graves: Buffer[];
}

function changeNames(state: DiskState, path: string, apply: NameChange['apply']): void {
  apply(state.names);
  state.pending.push({ folder: dirname(path), apply });
}

function syncNames(state: DiskState, folder: string): void {
  for (const { apply } of state.pending.filter((change) => change.folder === folder)) {
    apply(state.platterNames);
  }
  state.pending = state.pending.filter((change) => change.folder !== folder);
}

function namesAfterPowerLoss(state: DiskState, random: Random): FileNames {
  const names = new Map(state.platterNames);
  const fate = random.pick(['none', 'all', 'first', 'some']);
  const kept = random.below(state.pending.length + 1);
  for (const [index, { apply }] of state.pending.entries()) {
    const happened =
      fate === 'all' ||
      (fate === 'first' && index < kept) ||
      (fate === 'some' && random.chance(0.5));
    if (happened) apply(names);
  }
  return names;
}

function stateAfterPowerLoss(state: DiskState, random: Random): DiskState {
  const debris = { random, graves: state.graves };
  const files = new Map<SimulatedFile, SimulatedFile>();
  const names: FileNames = new Map();
  for (const [path, file] of namesAfterPowerLoss(state, random)) {
    const left = files.get(file) ?? createSimulatedFile(contentAfterPowerLoss(file, debris));
    files.set(file, left);
    names.set(path, left);
  }
  return { names, platterNames: new Map(names), pending: [], graves: [...state.graves] };
}

function codedError(code: string): Error {
  return Object.assign(new Error(`${code}: simulated`), { code });
}

/** Does an operation; `fail` is what a failed one leaves behind. */
type Step = <T>(operation: Operation, path: string, run: () => T, fail?: () => void) => Promise<T>;

/** A sync that failed: what it was to write is partly on the disk, and clean from now on. */
function failDatasync(file: SimulatedFile, debris: Debris): void {
  file.platter = contentAfterPowerLoss(file, debris);
  file.dirty.clear();
}

function failSyncFolder(state: DiskState, random: Random): void {
  state.platterNames = namesAfterPowerLoss(state, random);
  state.pending = [];
}

function openFile(path: string, file: SimulatedFile, step: Step, debris: Debris): DiskFile {
  const { random } = debris;
  return {
    write: (parts, position) =>
      step('write', path, () => {
        const all = Buffer.concat(parts);
        const taken = random.chance(0.3) ? 1 + random.below(all.length) : all.length;
        writeToCache(file, all.subarray(0, taken), position);
        return taken;
      }),
    read: (into, position) =>
      step('read', path, () => {
        const wanted = random.chance(0.3) ? 1 + random.below(into.length) : into.length;
        const found = file.cache.subarray(position, position + wanted);
        into.set(found);
        return found.length;
      }),
    datasync: () =>
      step(
        'datasync',
        path,
        () => syncCache(file),
        () => failDatasync(file, debris),
      ),
    truncate: (bytes) => step('truncate', path, () => truncateCache(file, bytes)),
    size: () => step('read', path, () => file.cache.length),
    close: () => Promise.resolve(),
  };
}

function createStep(random: Random) {
  let count = 0;
  let cutAt = Number.POSITIVE_INFINITY;
  let faultOf: (operation: Operation, path: string) => Error | undefined = () => undefined;

  function change<T>(operation: Operation, path: string, run: () => T, fail?: () => void): T {
    const isSync = operation === 'datasync' || operation === 'syncFolder';
    const fault = faultOf(operation, path);
    if (fault !== undefined) {
      fail?.();
      throw fault;
    }
    count += 1;
    // A sync that is cut off leaves open what it did; contentAfterPowerLoss draws that.
    if (count >= cutAt && isSync) throw new PowerCut();
    const result = run();
    if (count >= cutAt) throw new PowerCut();
    return result;
  }

  const step: Step = async (operation, path, run, fail) => {
    for (let turns = random.below(4); turns > 0; turns -= 1) await Promise.resolve();
    if (count >= cutAt) throw new PowerCut();
    return operation === 'read' || operation === 'list'
      ? run()
      : change(operation, path, run, fail);
  };
  return {
    step,
    operations: () => count,
    cutPowerAt(operation: number) {
      cutAt = operation;
    },
    failWith(next: typeof faultOf) {
      faultOf = next;
    },
  };
}

function createNames(state: DiskState, step: Step, random: Random): Disk {
  const find = (path: string): SimulatedFile => {
    const file = state.names.get(path);
    if (file === undefined) throw codedError('ENOENT');
    return file;
  };
  const openAs = (path: string, mode: OpenMode): DiskFile => {
    if (mode === 'create' && !state.names.has(path)) {
      const created = createSimulatedFile();
      changeNames(state, path, (names) => names.set(path, created));
    } else if (mode === 'create') {
      truncateCache(find(path), 0);
    }
    return openFile(path, find(path), step, { random, graves: state.graves });
  };
  return {
    createFolder: () => Promise.resolve(),
    open: (path, mode) => step(mode === 'create' ? 'open' : 'read', path, () => openAs(path, mode)),
    list: (folder) =>
      step('list', folder, () =>
        [...state.names.keys()]
          .filter((path) => dirname(path) === folder)
          .map((path) => basename(path))
          .toReversed(),
      ),
    rename: (from, to) =>
      step('rename', from, () => {
        const moved = find(from);
        changeNames(state, from, (names) => {
          names.delete(from);
          names.set(to, moved);
        });
      }),
    remove: (path) =>
      step('remove', path, () => {
        state.graves.push(find(path).cache);
        changeNames(state, path, (names) => names.delete(path));
      }),
    syncFolder: (folder) =>
      step(
        'syncFolder',
        folder,
        () => syncNames(state, folder),
        () => failSyncFolder(state, random),
      ),
  };
}

function createDiskOf(state: DiskState, random: Random): SimulatedDisk {
  const { step, operations, cutPowerAt, failWith } = createStep(random);
  return {
    ...createNames(state, step, random),
    operations,
    cutPowerAt,
    failWith,
    afterPowerLoss: () => createDiskOf(stateAfterPowerLoss(state, random), random),
    afterRestart: () => createDiskOf(state, random),
    content(path) {
      const file = state.names.get(path);
      if (file === undefined) throw codedError('ENOENT');
      return file.cache;
    },
    paths: () => [...state.names.keys()],
  };
}

/** Creates an empty disk. All its moods come from `random`. */
export function createSimulatedDisk(random: Random): SimulatedDisk {
  const state = { names: new Map(), platterNames: new Map(), pending: [], graves: [] };
  return createDiskOf(state, random);
}
