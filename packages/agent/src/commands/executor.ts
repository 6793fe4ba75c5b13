import type { CommandAcknowledgement, CommandErrorCode, DeviceCommand } from '@homepot/catalogue';

/** What is told of a command that failed. */
export interface CommandFailure extends NonNullable<CommandAcknowledgement['error']> {
  readonly code: CommandErrorCode;
}

/** How a command ended. */
export type ExecutionResult =
  | { readonly outcome: 'applied'; readonly configVersion?: string | undefined }
  | { readonly outcome: 'failed'; readonly error: CommandFailure };

/** Carries commands out, one at a time. */
export interface Executor {
  /** The configuration that the device runs with now; every report tells it. */
  configVersion(): string | undefined;
  /** Carries a command out. A rejection is a failure with code `agent_failed`. */
  execute(command: DeviceCommand): Promise<ExecutionResult>;
  /**
   * What became of a command that was begun before the agent was cut off; it is never begun again.
   * Undefined where that cannot be known: it is told as failed with code `interrupted`.
   * `begunAtMs` is by the clock of the device.
   */
  recover?(command: DeviceCommand, begunAtMs: number): ExecutionResult | undefined;
}
