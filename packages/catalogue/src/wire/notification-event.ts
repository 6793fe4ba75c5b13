import type { Json } from '../row.ts';

/** An alert that is told of together with another. */
interface FurtherAlert {
  readonly id: string;
  readonly subject: string;
  readonly value: number | null;
  readonly since: string;
}

/** An alert as receivers are told of it. */
interface NotifiedAlert {
  readonly id: string;
  /** The name of the rule. */
  readonly rule: string;
  readonly severity: string;
  /** What it is about: a device, an endpoint, the house. */
  readonly subject: string;
  /** One sentence for people. */
  readonly summary: string;
  readonly value: number | null;
  readonly threshold: number | null;
  /** Since when, ISO 8601. */
  readonly since: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The number of the rule: what is told of one rule is told in its order. */
  readonly rule_id?: number;
  readonly runbook_url?: string | null;
  /** Further alerts of the rule that the same message tells of: how many, and of many the first. */
  readonly also_count?: number;
  readonly also?: readonly FurtherAlert[];
}

interface Told {
  /**
   * Unique, of at most 100 letters, digits, `_`, `:` and `-`. Receivers know it as `webhook-id`, by
   * which they recognise what they have been told already.
   */
  readonly id: string;
  /** When it happened, milliseconds since 1970. */
  readonly atMs: number;
  /** Where people see more. */
  readonly url?: string | undefined;
}

/** A transition of an alert, or a try of a notifier. */
export interface AlertEvent extends Told {
  readonly type: 'alert.firing' | 'alert.resolved' | 'alert.test';
  readonly alert: NotifiedAlert;
}

/** A job as receivers are told of it. */
interface NotifiedJob {
  readonly id: string;
  readonly action: string;
  readonly status: string;
  /** One sentence for people. */
  readonly summary: string;
  /** The device, where one acknowledged or ended. */
  readonly device_id: string | null;
  readonly details: Readonly<Record<string, Json>>;
}

/** A step of a job of the fleet. */
interface JobEvent extends Told {
  readonly type: 'job.acknowledged' | 'job.ended';
  readonly job: NotifiedJob;
}

/** Whatever notifiers tell of. */
export type NotificationEvent = AlertEvent | JobEvent;

/** The body of every webhook, as the Standard Webhooks specification has it. */
export interface NotificationBody {
  readonly type: NotificationEvent['type'];
  /** When it happened, ISO 8601. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, Json>>;
}
