import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '../limits.ts';
import type { AgentLog } from '../log.ts';
import type { ReportStore, ReportStoreFigures, StoredReport } from '../reporting/report-store.ts';
import { encodeLine } from './line-codec.ts';
import type { AppendFile } from './open-append-file.ts';
import { openAppendFile } from './open-append-file.ts';
import type { ReportSegment, SegmentLine } from './report-segment.ts';
import { isSegmentName, readReport, readSegment, segmentPath } from './report-segment.ts';

/** How much a store may hold. */
export interface DiskReportStoreOptions {
  /** Bytes of all files. */
  readonly bytesMax?: number;
  readonly reportsMax?: number;
  /** Bytes of one file; the oldest reports are dropped by the file. */
  readonly segmentBytesMax?: number;
}

const isDiskFull = (error: unknown) =>
  error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOSPC';

/**
 * Reports on disk: files that only grow, named by their first sequence. A report is a line, and that
 * it was taken is another, in the newest file. The oldest file goes when all of its reports were
 * taken, or to make room. Each report is synced before `append` returns, so neither a kill nor a
 * power loss costs one that was appended, and a sequence that was once sent is never given again.
 * That a report was taken is not synced: a power loss may bring it back, and it is sent again.
 * In memory is only where the reports lie.
 */
class DiskReportStore implements ReportStore {
  readonly #folder: string;
  readonly #log: AgentLog;
  readonly #bytesMax: number;
  readonly #reportsMax: number;
  readonly #segmentBytesMax: number;
  /** Oldest first; the last is the one that grows. */
  readonly #segments: ReportSegment[] = [];
  #file: AppendFile;
  #next = 0;
  #reports = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(folder: string, log: AgentLog, options: DiskReportStoreOptions) {
    this.#folder = folder;
    this.#log = log;
    this.#bytesMax = options.bytesMax ?? limits.storedReportBytesMax;
    this.#reportsMax = options.reportsMax ?? limits.storedReportsMax;
    this.#segmentBytesMax = Math.min(
      options.segmentBytesMax ?? limits.reportSegmentBytesMax,
      Math.ceil(this.#bytesMax / 4),
    );
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#readAll();
    const last = this.#segments.at(-1);
    this.#file = last ? openAppendFile(last.path, last.bytes) : this.#begin();
    this.#removeEmpty();
  }

  #readAll(): void {
    const forgetEarlier = (sequence: number) => {
      for (const { waiting } of this.#segments) waiting.delete(sequence);
    };
    for (const name of readdirSync(this.#folder).filter(isSegmentName).sort()) {
      const path = join(this.#folder, name);
      const { segment, next, damaged } = readSegment(path, forgetEarlier);
      if (damaged > 0) this.#log.error({ path, damaged }, 'Damaged lines were skipped');
      this.#segments.push(segment);
      this.#next = Math.max(this.#next, next, Number.parseInt(name, 10));
    }
    for (const { waiting, bytes } of this.#segments) {
      this.#reports += waiting.size;
      this.#bytes += bytes;
    }
  }

  /** Begins a file; it says which sequence is next, for the files before it may all go. */
  #begin(): AppendFile {
    const path = segmentPath(this.#folder, this.#next);
    const file = openAppendFile(path, 0);
    file.append(encodeLine({ next: this.#next } satisfies SegmentLine), true);
    this.#segments.push({ path, bytes: file.size(), waiting: new Map() });
    this.#bytes += file.size();
    return file;
  }

  nextSequence(): number {
    return this.#next;
  }

  append(report: StoredReport): void {
    const line = encodeLine({ report } satisfies SegmentLine);
    try {
      this.#write(report.sequence, line);
    } catch (error) {
      if (!isDiskFull(error) || this.#segments.length < 2) throw error;
      this.#dropOldest();
      this.#write(report.sequence, line);
    }
    while (this.#segments.length > 1 && this.#isOverfull()) this.#dropOldest();
  }

  #isOverfull(): boolean {
    return this.#bytes > this.#bytesMax || this.#reports > this.#reportsMax;
  }

  #write(sequence: number, line: Buffer): void {
    this.#turn(line.length);
    const offset = this.#file.size();
    this.#file.append(line, true);
    this.#newest().waiting.set(sequence, { offset, length: line.length });
    this.#grow(line.length);
    this.#reports += 1;
    this.#next = sequence + 1;
  }

  #newest(): ReportSegment {
    const newest = this.#segments.at(-1);
    if (newest === undefined) throw new Error('A report store has a file always.');
    return newest;
  }

  #grow(bytes: number): void {
    this.#newest().bytes += bytes;
    this.#bytes += bytes;
  }

  /** Begins the next file where this one is full: in bytes, or with an eighth of all reports. */
  #turn(lineBytes: number): void {
    const { waiting } = this.#newest();
    const isFull = this.#file.size() + lineBytes > this.#segmentBytesMax;
    const isMany = waiting.size >= Math.max(1, this.#reportsMax / 8);
    // A file that holds nothing yet would be followed by one of the same name.
    if ((!isFull && !isMany) || this.#newest().path === segmentPath(this.#folder, this.#next))
      return;
    const before = this.#file;
    this.#file = this.#begin();
    before.close();
    this.#removeEmpty();
  }

  #removeEmpty(): void {
    while (this.#segments.length > 1 && this.#segments[0]?.waiting.size === 0) this.#removeOldest();
  }

  #dropOldest(): void {
    this.#dropped += this.#segments[0]?.waiting.size ?? 0;
    this.#removeOldest();
  }

  #removeOldest(): void {
    const oldest = this.#segments.shift();
    if (oldest === undefined) return;
    this.#reports -= oldest.waiting.size;
    this.#bytes -= oldest.bytes;
    rmSync(oldest.path, { force: true });
  }

  findOldest(isWanted: (sequence: number) => boolean): StoredReport | undefined {
    for (const segment of this.#segments) {
      for (const sequence of segment.waiting.keys()) {
        if (!isWanted(sequence)) continue;
        const report = readReport(segment, sequence);
        if (report !== undefined) return report;
        this.#log.error({ sequence, path: segment.path }, 'A report cannot be read; it is dropped');
        segment.waiting.delete(sequence);
        this.#reports -= 1;
        this.#dropped += 1;
      }
    }
    return undefined;
  }

  remove(sequence: number): void {
    const segment = this.#segments.find(({ waiting }) => waiting.has(sequence));
    if (segment === undefined) return;
    segment.waiting.delete(sequence);
    this.#reports -= 1;
    try {
      const before = this.#file.size();
      this.#file.append(encodeLine({ taken: sequence } satisfies SegmentLine), false);
      this.#grow(this.#file.size() - before);
    } catch (error) {
      this.#log.warn({ sequence, err: error }, 'Not written that a report was taken');
    }
    this.#removeEmpty();
  }

  figures(): ReportStoreFigures {
    return { reports: this.#reports, bytes: this.#bytes, dropped: this.#dropped };
  }

  close(): void {
    this.#file.close();
  }
}

/** Opens the reports in a folder. One process at a time may have it open. */
export function openDiskReportStore(
  folder: string,
  log: AgentLog,
  options: DiskReportStoreOptions = {},
): ReportStore {
  return new DiskReportStore(folder, log, options);
}
