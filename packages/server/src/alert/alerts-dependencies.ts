import type { AlertEvent, Json } from '@homepot/catalogue';
import type { Clock, Log } from '../kernel/index.ts';
import type { Database, Transaction } from '../store/index.ts';

/** What a server says of itself. */
interface OwnReading {
  readonly diskFreePercent: number | undefined;
  readonly spoolBacklogSeconds: number | undefined;
  /** Parts of tables that could not be archived or removed; of the server that cares for that. */
  readonly retentionFailures?: number | undefined;
}

/** What the alerts stand on. */
export interface AlertsDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** For how long a stored measurement of a device stands at most, the snapshot interval. */
  readonly holdMs: number;
  readonly notifications: {
    enqueue(
      transaction: Transaction,
      event: AlertEvent,
      notifierIds: readonly number[],
    ): Promise<void>;
  };
  /** The name of this server, for people. */
  readonly server: string;
  readonly readServer: () => Promise<OwnReading>;
  /** Called after a commit that changed alerts. */
  readonly publish: (data: Json) => void;
  /** Where people see an alert; absent where the house does not know its own address. */
  readonly publicUrl?: string | undefined;
}
