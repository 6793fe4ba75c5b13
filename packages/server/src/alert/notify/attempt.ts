/** What a receiver said, if it said anything. */
export interface Answer {
  readonly statusCode?: number | undefined;
  /** How its answer began, for people who look for a fault. */
  readonly excerpt?: string | undefined;
}

/**
 * How an attempt to deliver went. `retry`: it may go well later. `refused`: the receiver, or the
 * house itself, does not want this one; a few attempts tell a slip from a meaning. `gone`: the
 * receiver never wants to hear from us again.
 */
export type Attempt =
  | ({ readonly outcome: 'sent' } & Answer)
  | ({
      readonly outcome: 'retry';
      readonly error: string;
      /** How long the receiver asks to be left alone. */
      readonly pauseSeconds?: number | undefined;
    } & Answer)
  | ({ readonly outcome: 'refused' | 'gone'; readonly error: string } & Answer);
