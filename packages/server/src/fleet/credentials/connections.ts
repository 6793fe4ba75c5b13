import type { MqttDoor } from '../../intake/index.ts';
import type { Log } from '../../kernel/index.ts';

/** What the fleet needs of the MQTT door. */
export type DeviceDoor = Pick<MqttDoor, 'publicUrl' | 'close' | 'admit' | 'expel'>;

type Admission = Parameters<MqttDoor['admit']>[0];

/** Whose connections have just been ended. */
type Ended = { readonly keyIds: readonly string[] } | { readonly deviceId: string };

/** The connections that devices hold: over MQTT, where that is switched on, and requests that wait. */
export interface Connections {
  /** Where devices report over MQTT; null where that is switched off. */
  mqttUrl(): string | null;
  /** Throws broker_unavailable. */
  admit(credential: Admission): Promise<void>;
  /** Closes the connections of credentials and keeps them from coming back. Tells which it could not. */
  end(keyIds: readonly string[]): Promise<readonly string[]>;
  /** Closes the connections of a device, and ends those credentials. */
  closeAll(deviceId: string, keyIds: readonly string[]): Promise<void>;
  /** Has a listener end what else these hold open. */
  onEnded(listener: (which: Ended) => void): void;
}

export function createConnections({
  mqtt,
  log,
}: {
  readonly mqtt?: DeviceDoor | undefined;
  readonly log: Log;
}): Connections {
  const listeners: ((which: Ended) => void)[] = [];
  const tell = (which: Ended): void => {
    for (const listener of listeners) listener(which);
  };

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
    tell({ keyIds });
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
      tell({ deviceId });
      await attempt(() => mqtt?.close({ deviceId }));
    },
    onEnded(listener) {
      listeners.push(listener);
    },
  };
}
