import type { DeviceReport } from '@homepot/catalogue';

/** A report as it is kept: `sent_at` is written at each send. */
export type StoredReport = Omit<DeviceReport, 'sent_at'>;

/** How full a store is. */
export interface ReportStoreFigures {
  readonly reports: number;
  readonly bytes: number;
  /** Reports dropped, oldest first, because the store was full; since it was opened. */
  readonly dropped: number;
}

/** Keeps reports until the house has them. Everything is done when the call returns. */
export interface ReportStore {
  /** The sequence of the next report: beyond every one that was ever appended. */
  nextSequence(): number;
  /** Keeps a report. Drops the oldest where there is no room. Throws where it cannot be written. */
  append(report: StoredReport): void;
  /** The oldest report for whose sequence `isWanted` says yes. */
  findOldest(isWanted: (sequence: number) => boolean): StoredReport | undefined;
  /** Forgets a report that was taken. */
  remove(sequence: number): void;
  figures(): ReportStoreFigures;
  close(): void;
}
