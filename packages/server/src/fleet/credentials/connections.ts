import type { MqttDoor } from '../../intake/index.ts';
import type { Log } from '../../kernel/index.ts';

/** What the fleet needs of the MQTT door. */
export type DeviceDoor = Pick<MqttDoor, 'publicUrl' | 'close' | 'admit' | 'expel'>;

type Admission = Parameters<MqttDoor['admit']>[0];

/** The connections that devices hold over MQTT, where that is switched on. */
export interface Connections {
  /** Where devices report over MQTT; null where that is switched off. */
  mqttUrl(): string | null;
  /** Throws broker_unavailable. */
  admit(credential: Admission): Promise<void>;
  /** Closes the connections of credentials and keeps them from coming back. Tells which it could not. */
  end(keyIds: readonly string[]): Promise<readonly string[]>;
  /** Closes the connections of a device, and ends those credentials. */
  closeAll(deviceId: string, keyIds: readonly string[]): Promise<void>;
}

export function createConnections({
  mqtt,
  log,
}: {
  readonly mqtt?: DeviceDoor | undefined;
  readonly log: Log;
}): Connections {
  async function attempt(run: () => Promise<void> | undefined): Promise<boolean> {
    try {
      await run();
      return true;
    } catch (error) {
      // The pass over ended credentials tries again.
      log.warn({ err: error }, 'connections of a device could not be closed');
      return false;
    }
  }

  async function end(keyIds: readonly string[]): Promise<readonly string[]> {
    const failed: string[] = [];
    for (const keyId of keyIds) {
      // Expelled first: what is closed before could connect again at once.
      const expelled = await attempt(() => mqtt?.expel(keyId));
      const closed = await attempt(() => mqtt?.close({ keyId }));
      if (!expelled || !closed) failed.push(keyId);
    }
    return failed;
  }

  return {
    mqttUrl: () => mqtt?.publicUrl() ?? null,
    admit: async (credential) => mqtt?.admit(credential),
    end,
    async closeAll(deviceId, keyIds) {
      await end(keyIds);
      await attempt(() => mqtt?.close({ deviceId }));
    },
  };
}
