/**
 * What became of the records, since the start. At any moment
 * `received = sent + duplicate + rejected + dropped + waiting`.
 */
export interface Figures {
  /** Records that were handed to the SDK. */
  readonly received: number;
  /** Records that the server took. */
  readonly sent: number;
  /** Records that it had taken before, of a batch whose answer was lost. They are stored. */
  readonly duplicate: number;
  /** Records that it will never take. */
  readonly rejected: number;
  /** Records that were let go because there was no room, or no way to send them. */
  readonly dropped: number;
  /** Records that wait or are on their way. */
  readonly waiting: number;
}
