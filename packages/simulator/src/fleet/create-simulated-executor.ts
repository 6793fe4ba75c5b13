import type { ExecutionResult, Executor } from '@homepot/agent';
import type { DeviceCommand } from '@homepot/catalogue';
import type { UpdateStep } from '../device/configuration.ts';
import type { DeviceModel } from '../device/device-model.ts';
import { updateFailures } from '../device/update-failures.ts';
import type { FleetCounts } from './fleet-counts.ts';
import type { ModelTime } from './model-time.ts';

/** What a simulated terminal does with commands. */
export interface SimulatedExecutor extends Executor {
  /** True time until which it is switched off, by a command. */
  offUntilMs(): number;
}

/** What carrying out needs besides the terminal. */
export interface ExecutorSurroundings {
  readonly time: ModelTime;
  readonly counts: FleetCounts;
  /** Waits, in true milliseconds; comes back at once when the fleet stops. */
  wait(ms: number): Promise<void>;
}

function failureOf(deviceId: string, command: DeviceCommand, step: UpdateStep): ExecutionResult {
  const { code, words } = updateFailures[step];
  const message = `Agent ${deviceId} failed to apply configuration update: ${words}`;
  const source = command.config_url ?? 'the command';
  const stack = `Error: ${words}\n    at ${step} (agent/apply-configuration)\n    from ${source}`;
  return { outcome: 'failed', error: { code, message, stack } };
}

const readVersion = ({ config_version, payload }: DeviceCommand): string | undefined => {
  const { config_version: inPayload } = payload;
  return config_version ?? (typeof inPayload === 'string' ? inPayload : undefined);
};

/**
 * Creates the executor of a terminal. A new configuration is downloaded, validated and started;
 * each step takes its time and may fail. What was applied changes the terminal from then on.
 */
export function createSimulatedExecutor(
  model: DeviceModel,
  initialVersion: string,
  { time, counts, wait }: ExecutorSurroundings,
): SimulatedExecutor {
  const { deviceId } = model.plan;
  let version = initialVersion;
  let offUntilMs = 0;
  // A faster world does not wait longer than a second.
  const pause = (ms: number) => wait(time.speed > 1 ? Math.min(ms / time.speed, 1_000) : ms);
  const restart = async (ms: number) => {
    offUntilMs = performance.now() + ms;
    await pause(ms);
    offUntilMs = 0;
  };

  const updateConfiguration = async (command: DeviceCommand): Promise<ExecutionResult> => {
    const wanted = readVersion(command) ?? version;
    const course = model.updateCourse(command.command_id, wanted);
    await pause(course.downloadMs);
    if (course.failsIn === 'download' || !model.isConnected(time.nowMs())) {
      return failureOf(deviceId, command, 'download');
    }
    await pause(course.validationMs);
    if (course.failsIn === 'validation') return failureOf(deviceId, command, 'validation');
    await restart(course.restartMs);
    if (course.failsIn === 'restart') {
      // It comes up with what it had before.
      model.restart(time.nowMs());
      return failureOf(deviceId, command, 'restart');
    }
    version = wanted;
    model.applyConfiguration(wanted, time.nowMs());
    return { outcome: 'applied', configVersion: wanted };
  };

  const run = async (command: DeviceCommand): Promise<ExecutionResult> => {
    if (command.kind === 'update_config') return updateConfiguration(command);
    if (command.kind === 'restart') {
      await restart(2_500);
      model.restart(time.nowMs());
    } else await pause(300);
    return { outcome: 'applied' };
  };

  return {
    configVersion: () => version,
    offUntilMs: () => offUntilMs,
    async execute(command) {
      const result = await run(command);
      if (result.outcome === 'applied') counts.commandApplied(command.command_id);
      else counts.commandFailed();
      return result;
    },
  };
}
