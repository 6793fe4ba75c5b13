import type { ReportStore, StoredReport } from '../reporting/report-store.ts';

/**
 * Reports in memory, for a simulated device. It counts reports only; `bytes` is 0. `firstSequence`
 * lets a device that was off count on.
 */
export function createMemoryReportStore(reportsMax: number, firstSequence = 0): ReportStore {
  // A Map keeps the order of insertion, and costs little while it is empty.
  const kept = new Map<number, StoredReport>();
  let next = firstSequence;
  let dropped = 0;
  return {
    nextSequence: () => next,
    append(report) {
      if (kept.size >= reportsMax) {
        for (const oldest of kept.keys()) {
          kept.delete(oldest);
          dropped += 1;
          break;
        }
      }
      kept.set(report.sequence, report);
      next = report.sequence + 1;
    },
    findOldest(isWanted) {
      for (const [sequence, report] of kept) if (isWanted(sequence)) return report;
      return undefined;
    },
    remove(sequence) {
      kept.delete(sequence);
    },
    figures: () => ({ reports: kept.size, bytes: 0, dropped }),
    close() {},
  };
}
