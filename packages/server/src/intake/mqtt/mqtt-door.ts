import type { CommandAcknowledgement, DeviceCommand, DevicePresence } from '@homepot/catalogue';

/** Which device it is; its site is the one that topics name. */
export interface DeviceAddress {
  readonly siteId: string;
  readonly deviceId: string;
}

/**
 * What becomes of messages that are not reports. A message is acknowledged when the promise
 * resolves. Where it rejects with an error that may pass (the table of errors says which), the
 * message stays with its sender and comes again; with any other error it is refused for good.
 */
export interface MqttHandlers {
  onAcknowledgement(device: DeviceAddress, acknowledgement: CommandAcknowledgement): Promise<void>;
  onPresence(device: DeviceAddress, presence: DevicePresence): Promise<void>;
  /** A device now listens for commands. Never called for an external broker, which does not tell. */
  onConnected?(device: DeviceAddress): void;
}

/** What the door did since it was started, and how it stands. */
export interface MqttFigures {
  /** The own broker: connected devices. An external one: connections to it. */
  readonly connections: number;
  readonly connectionsRefused: number;
  /** Messages that came from devices, by what they became; those that wait are in none. */
  readonly reports: number;
  readonly acknowledgements: number;
  readonly presences: number;
  /** Messages that were refused for good: acknowledged, so that they do not block their device. */
  readonly refused: number;
  /** Messages that were not acknowledged, so that they come again. */
  readonly putOff: number;
  /** Messages that wait to become durable. */
  readonly waiting: number;
  /** Commands that were handed on. */
  readonly published: number;
  /** Whether devices can reach the door, as far as it knows. */
  readonly state: 'ok' | 'unreachable';
}

/** A credential of a device, with its secret, as it was just made. */
export interface AdmittedCredential extends DeviceAddress {
  readonly keyId: string;
  /** The whole credential, which is the password. */
  readonly secret: string;
}

/** Where devices come in over MQTT: by a broker in this process, or by one that stands elsewhere. */
export interface MqttDoor {
  /** Opens the door. Throws where the port of the own broker is taken. */
  start(handlers: MqttHandlers): Promise<void>;
  /** Takes no more messages, finishes those on their way, and closes every connection. */
  stop(): Promise<void>;
  /** The address that devices are told. Only after the start. */
  publicUrl(): string;
  /** The address for programs on this machine. Only after the start. */
  localUrl(): string;
  /**
   * Sends a command with QoS 1. Resolves with whether it was handed to the device, where it is
   * connected and listens (own broker), or to a broker that has somebody to give it to (external).
   */
  publishCommand(device: DeviceAddress, command: DeviceCommand): Promise<boolean>;
  /**
   * The devices that are connected here and listen for commands: nobody else can be told by this
   * server. Absent for an external broker, which reaches every device, whichever server speaks.
   */
  readonly listeners?: {
    has(deviceId: string): boolean;
    names(): readonly string[];
  };
  /** Closes the open connections of a device or of one credential, now. */
  close(which: { readonly deviceId: string } | { readonly keyId: string }): Promise<void>;
  /** Makes a credential known to an external broker. Throws broker_unavailable. */
  admit(credential: AdmittedCredential): Promise<void>;
  /** Makes an external broker forget a credential, and closes its connections. Throws broker_unavailable. */
  expel(keyId: string): Promise<void>;
  figures(): MqttFigures;
}
