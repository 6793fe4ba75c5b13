import type { Client } from 'aedes';
import type { Connection } from './connection.ts';

/** The connections of devices that were let in. */
export interface Connections {
  add(connection: Connection): void;
  /** The connection of a client: also after its end, when the broker speaks its last will. */
  of(client: Client | null): Connection | undefined;
  /** The open connection of a device; the newest where one takes over from another. */
  ofDevice(deviceId: string): Connection | undefined;
  /** The devices that listen for commands. */
  listening(): string[];
  remove(client: Client): void;
  /** Closes the open ones that are meant. */
  close(isMeant: (device: Connection['device']) => boolean): void;
  count(): number;
}

/** Nobody is connected yet. Their number is bounded by that of the sockets. */
export function createConnections(): Connections {
  const byClient = new WeakMap<Client, Connection>();
  const open = new Set<Connection>();
  const byDevice = new Map<string, Connection>();
  return {
    add(connection) {
      byClient.set(connection.client, connection);
      open.add(connection);
      byDevice.set(connection.device.deviceId, connection);
    },
    of: (client) => (client === null ? undefined : byClient.get(client)),
    ofDevice: (deviceId) => byDevice.get(deviceId),
    listening: () =>
      [...byDevice].filter(([, { listens }]) => listens).map(([deviceId]) => deviceId),
    remove(client) {
      const connection = byClient.get(client);
      if (connection === undefined) return;
      open.delete(connection);
      // A device that connects again takes over before its old connection is gone.
      const { deviceId } = connection.device;
      if (byDevice.get(deviceId) === connection) byDevice.delete(deviceId);
    },
    close(isMeant) {
      for (const { client, device } of [...open]) if (isMeant(device)) client.close();
    },
    count: () => open.size,
  };
}
