import type { Transport, TransportHandlers } from '@homepot/agent';
import { TransportError } from '@homepot/agent';
import type { DeviceCommand } from '@homepot/catalogue';
import type { FleetCounts } from './fleet-counts.ts';
import { limits } from './limits.ts';

/** The way to the house as a terminal has it: now and then there is none. */
export interface Line extends Transport {
  /** Looks whether the line is up; when it came back, the agent is told and gets what waited. */
  check(): void;
}

const cut = () => new TransportError('unreachable', 'The terminal has no network.');

/**
 * Creates the line of a terminal on top of a real transport, whose connection stays: while
 * `isUp` says no, nothing goes out, and commands that come in wait.
 */
export function createLine(transport: Transport, isUp: () => boolean, counts: FleetCounts): Line {
  let handlers: TransportHandlers | undefined;
  let wasUp = true;
  const held: DeviceCommand[] = [];
  const take = (command: DeviceCommand) => {
    counts.commandReceived();
    handlers?.onCommand(command);
  };
  const check = () => {
    const now = isUp();
    if (now && !wasUp) {
      wasUp = now;
      for (const command of held.splice(0)) take(command);
      if (transport.isReady()) handlers?.onConnected();
    }
    wasUp = now;
  };
  return {
    check,
    isReady: () => isUp() && transport.isReady(),
    start(given) {
      handlers = given;
      transport.start({
        onConnected: () => {
          if (isUp()) given.onConnected();
        },
        onCommand(command) {
          if (isUp()) take(command);
          else if (held.length < limits.heldCommandsMax) held.push(command);
        },
      });
    },
    async sendReport(report) {
      if (!isUp()) throw cut();
      const startedAtMs = performance.now();
      await transport.sendReport(report);
      counts.latency.record(performance.now() - startedAtMs);
    },
    async sendAcknowledgement(acknowledgement) {
      if (!isUp()) throw cut();
      await transport.sendAcknowledgement(acknowledgement);
    },
    stop: () => transport.stop(),
  };
}
