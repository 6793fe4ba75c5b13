import type { Keeper, KeeperOptions, ProgramState, SupervisedProgram } from './keep-running.ts';
import { createKeeper } from './keep-running.ts';

/** How one program fares. */
export interface ProgramReport {
  readonly name: string;
  readonly state: ProgramState;
  readonly restarts: number;
}

/** Several programs that are kept running together. */
export interface Supervisor {
  /**
   * Starts them one after the other, each when the one before is ready. Resolves with the name of
   * the first that could not be started; undefined where all run, or when it was stopped meanwhile.
   */
  start(): Promise<string | undefined>;
  /** Resolves when a program ended for good, with its name and its exit code. */
  readonly over: Promise<{ readonly name: string; readonly code: number }>;
  reports(): readonly ProgramReport[];
  /** Stops the programs of these names, or all, the last started first. Leaves no process. */
  stop(names?: readonly string[]): Promise<void>;
}

/** Creates the supervisor of programs, in the order of their start. Nothing is started yet. */
export function createSupervisor(
  programs: readonly SupervisedProgram[],
  options: KeeperOptions,
): Supervisor {
  const keepers = programs.map((program) => createKeeper(program, options));
  let isStopping = false;
  const endOf = async (keeper: Keeper) => {
    await keeper.over;
    return { name: keeper.name, code: keeper.lastCode() ?? 0 };
  };
  return {
    over: Promise.race(keepers.map(endOf)),
    reports: () =>
      keepers.map((keeper) => ({
        name: keeper.name,
        state: keeper.state(),
        restarts: keeper.restarts(),
      })),
    async start() {
      for (const keeper of keepers) {
        if (isStopping) return undefined;
        if (!(await keeper.start())) return isStopping ? undefined : keeper.name;
      }
      return undefined;
    },
    async stop(names) {
      if (names === undefined) isStopping = true;
      for (const keeper of keepers.toReversed()) {
        if (names === undefined || names.includes(keeper.name)) await keeper.stop();
      }
    },
  };
}
