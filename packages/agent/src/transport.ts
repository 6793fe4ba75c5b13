import type { CommandAcknowledgement, DeviceCommand, DeviceReport } from '@homepot/catalogue';

/** What a transport tells its agent. */
export interface TransportHandlers {
  /** The house can be reached (again). */
  onConnected(): void;
  /** A command came; it is acknowledged to the network when this returns, so it must be kept by then. */
  onCommand(command: DeviceCommand): void;
}

/** Why something did not reach the house. */
export type TransportFailure =
  /** No answer, or the house cannot take it now: worth another try. */
  | 'unreachable'
  /** The credential is not accepted: worth another try, slowly. */
  | 'refused'
  /** The house will never take this: not worth another try. */
  | 'rejected';

export class TransportError extends Error {
  readonly failure: TransportFailure;

  constructor(failure: TransportFailure, message: string) {
    super(message);
    this.name = 'TransportError';
    this.failure = failure;
  }
}

/** The way to the house. It finds the way back by itself, with pauses that grow. */
export interface Transport {
  start(handlers: TransportHandlers): void;
  /** Whether sending is worth a try now. */
  isReady(): boolean;
  /** Resolves when the house has it on disk; rejects with a TransportError. Never hangs for ever. */
  sendReport(report: DeviceReport): Promise<void>;
  /** Resolves when the house has it in its database; rejects with a TransportError. */
  sendAcknowledgement(acknowledgement: CommandAcknowledgement): Promise<void>;
  /** Says goodbye where it can, and closes. */
  stop(): Promise<void>;
}
