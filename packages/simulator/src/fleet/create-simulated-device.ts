import type { Agent, AgentLog, Clock, Scheduler } from '@homepot/agent';
import { createAgent, createMemoryCommandJournal, createMemoryReportStore } from '@homepot/agent';
import type { DeviceModel } from '../device/device-model.ts';
import { createKey, uniformAt } from '../random/keyed-random.ts';
import type { HouseAddress } from './create-device-transport.ts';
import { createDeviceTransport } from './create-device-transport.ts';
import { createLine } from './create-line.ts';
import { createSimulatedExecutor } from './create-simulated-executor.ts';
import type { KnownCredential } from './credential-file.ts';
import type { FleetCounts } from './fleet-counts.ts';
import { limits } from './limits.ts';
import type { ModelTime } from './model-time.ts';

/** What the terminals of a fleet share. */
export interface FleetSurroundings {
  readonly seed: number;
  readonly intervalMs: number;
  readonly time: ModelTime;
  readonly scheduler: Scheduler;
  readonly counts: FleetCounts;
  /** Waits in true milliseconds; comes back at once when the fleet stops. */
  wait(ms: number): Promise<void>;
}

const agentVersion = '0.1.0-simulated';
const quietLog: AgentLog = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Creates a terminal: the real agent, with a model in place of the machine. A terminal that is off
 * is a machine that sleeps: nothing is called, and the line is down.
 */
export function createSimulatedDevice(
  model: DeviceModel,
  { siteId, keyId, secret }: KnownCredential,
  address: HouseAddress,
  { seed, intervalMs, time, scheduler, counts, wait }: FleetSurroundings,
): Agent {
  const { deviceId, configVersion } = model.plan;
  const executor = createSimulatedExecutor(model, configVersion, { time, counts, wait });
  const clock: Clock = {
    nowMs: () => Date.now() + model.clockErrorMs(time.nowMs()),
    monotonicMs: () => performance.now(),
  };
  const key = createKey(seed, 'device', deviceId, 'agent', Math.floor(Date.now() / 1_000));
  let drawn = 0;
  // The ids of reports are made from this: 53 bits, other ones after another start.
  const random = (): number => {
    drawn += 2;
    const high = Math.floor(uniformAt(key, drawn) * 0x20_0000);
    return (high + uniformAt(key, drawn + 1)) / 0x20_0000;
  };
  const credentials = () => ({ siteId, deviceId, keyId, credential: secret });
  const parts = { credentials, clock, scheduler, random, log: quietLog };
  const transport = createDeviceTransport(address, parts);
  const isOn = () => executor.offUntilMs() <= performance.now() && model.isUp(time.nowMs());
  const line = createLine(transport, () => isOn() && model.isConnected(time.nowMs()), counts);

  /** Calls the agent when the terminal is on, and looks after its line on the way. */
  const after: Scheduler['after'] = (delayMs, run) => {
    let cancel = scheduler.after(delayMs, wake);
    function wake(): void {
      line.check();
      if (isOn()) run();
      else cancel = scheduler.after(limits.offPauseMilliseconds, wake);
    }
    return () => cancel();
  };

  return createAgent(
    {
      sensors: {
        measure() {
          const { config_version: _, ...measurement } = model.read(time.nowMs());
          return measurement;
        },
      },
      transport: line,
      reports: createMemoryReportStore(limits.storedReportsMax, firstSequence()),
      commands: createMemoryCommandJournal(limits.commandsMax),
      executor,
      clock,
      scheduler: { after },
      random,
      log: quietLog,
    },
    { intervalMs, agentVersion },
  );
}

/** Sequences count up over restarts without being remembered: they begin with the seconds since 2020. */
const firstSequence = (): number => Math.floor((Date.now() - Date.UTC(2020)) / 1_000);
