import type { CommandAcknowledgement, DeviceReport } from '@homepot/catalogue';
import type { Transport, TransportHandlers } from '../src/transport.ts';
import { TransportError } from '../src/transport.ts';

interface Send<Value> {
  readonly value: Value;
  take(): void;
  fail(error?: TransportError): void;
}

/** A network that does what the test says. */
export interface FakeTransport extends Transport {
  isUp: boolean;
  /** Whether what is sent is taken at once; otherwise it waits in `sends`. */
  takesAtOnce: boolean;
  readonly sends: Send<DeviceReport>[];
  readonly taken: DeviceReport[];
  readonly told: CommandAcknowledgement[];
  connect(): void;
  command: TransportHandlers['onCommand'];
}

const lost = new TransportError('unreachable', 'lost');

export function createFakeTransport(): FakeTransport {
  let handlers: TransportHandlers | undefined;
  const transport: FakeTransport = {
    isUp: true,
    takesAtOnce: true,
    sends: [],
    taken: [],
    told: [],
    start(given) {
      handlers = given;
    },
    connect() {
      transport.isUp = true;
      handlers?.onConnected();
    },
    command: (command) => handlers?.onCommand(command),
    isReady: () => transport.isUp,
    sendReport(value) {
      if (!transport.isUp) return Promise.reject(lost);
      return new Promise((resolve, reject) => {
        const take = () => {
          transport.taken.push(value);
          resolve();
        };
        transport.sends.push({ value, take, fail: (error = lost) => reject(error) });
        if (transport.takesAtOnce) take();
      });
    },
    async sendAcknowledgement(acknowledgement) {
      if (!transport.isUp) throw lost;
      transport.told.push(acknowledgement);
    },
    async stop() {},
  };
  return transport;
}
