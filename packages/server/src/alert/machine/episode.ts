import type { AlertMuteReason, Provenance } from '@homepot/catalogue';

/**
 * An episode is one time that a rule finds something wrong with a subject.
 *
 * Each rule is looked at in steps: measures over minutes once a minute, measures of a state every ten
 * seconds. A step judges each subject: bad, clear, between the two thresholds, or unknown.
 *
 *     none     bad for the first time                          -> pending
 *     pending  bad for `for_seconds` (none: at once)           -> firing
 *     pending  clear, or between                               -> none, without a trace
 *     firing   clear for `resolve_seconds` without a break     -> resolved
 *     firing   bad again, or between, before that              -> firing; it counts from the beginning
 *     any      unknown                                         -> as it was; what counts, goes on
 *
 * Between the thresholds nothing begins and nothing ends, so a value that swings around one of them
 * neither fires nor resolves again and again. What too little data mean is said by the rule: clear,
 * unknown or bad.
 *
 * Whether somebody is told is another matter, decided after that for each episode that fires and was
 * not told yet:
 *
 *     something mutes it                  it keeps the reason, and the log gets a line for each reason
 *     nothing does (any more)             it waits for others of its rule, `alertGroupSeconds` at most,
 *                                         and is told together with them
 *     it ends before it was told          nobody hears of it
 *     it ends after it was told           its end is told as well, muted or not, in the same way
 *
 * All of this is arithmetic on what is given: it reads no clock and no database. Live evaluation and
 * preview take the same steps, and so come to the same end.
 */
export interface Episode {
  /** The subject as one text: see `subjectKeyOf`. */
  readonly key: string;
  readonly provenance: Provenance;
  readonly labels: Readonly<Record<string, string>>;
  readonly phase: 'pending' | 'firing' | 'resolved';
  /** Milliseconds since 1970, as all instants here. */
  readonly sinceMs: number;
  readonly firedAtMs?: number | undefined;
  readonly clearSinceMs?: number | undefined;
  readonly resolvedAtMs?: number | undefined;
  /** null where nothing was measured. */
  readonly value: number | null;
  /** The worst value. */
  readonly peak: number | null;
  readonly muted?: AlertMuteReason | undefined;
  /** Since when it waits to be told together with others. */
  readonly waitingSinceMs?: number | undefined;
  readonly toldAtMs?: number | undefined;
  readonly endToldAtMs?: number | undefined;
  /** The id of its row, once it has one. */
  readonly id?: number | undefined;
}
