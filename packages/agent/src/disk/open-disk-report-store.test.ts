import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestLog, storedReport, temporaryFolder } from '../../test/test-parts.ts';
import type { ReportStore } from '../reporting/report-store.ts';
import type { DiskReportStoreOptions } from './open-disk-report-store.ts';
import { openDiskReportStore } from './open-disk-report-store.ts';

const open = (folder: string, options: DiskReportStoreOptions = {}) =>
  openDiskReportStore(folder, createTestLog(), options);

function append(store: ReportStore): number {
  const sequence = store.nextSequence();
  store.append(storedReport(sequence));
  return sequence;
}

function waiting(store: ReportStore): number[] {
  const found: number[] = [];
  for (;;) {
    const report = store.findOldest((sequence) => !found.includes(sequence));
    if (report === undefined) return found;
    expect(report).toEqual(storedReport(report.sequence));
    found.push(report.sequence);
  }
}

const newestFile = (folder: string) => join(folder, readdirSync(folder).sort().at(-1) ?? '');

test('reports and what was taken survive a kill at any moment, and sequences go on', () => {
  const action = fc.oneof(
    { weight: 5, arbitrary: fc.constant('append' as const) },
    { weight: 4, arbitrary: fc.nat(5) },
    { weight: 1, arbitrary: fc.constant('kill' as const) },
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const folder = temporaryFolder();
      const options = { segmentBytesMax: 600 };
      let store = open(folder, options);
      let model: number[] = [];
      let next = 0;
      for (const one of actions) {
        if (one === 'append') model.push(append(store));
        // A kill closes no file and writes nothing.
        else if (one === 'kill') store = open(folder, options);
        else if (model[one] !== undefined) {
          store.remove(model[one]);
          model = model.filter((_, at) => at !== one);
        }
        next = Math.max(next, ...model.map((sequence) => sequence + 1));
        expect(store.nextSequence()).toBeGreaterThanOrEqual(next);
      }
      expect(waiting(open(folder, options))).toEqual(model);
    }),
    { numRuns: 60 },
  );
});

test('a file torn at any byte costs only what was not synced, and the next report fits in', () => {
  fc.assert(
    fc.property(fc.nat(400), fc.string({ maxLength: 30 }), (cut, rubbish) => {
      const folder = temporaryFolder();
      const store = open(folder);
      for (let count = 0; count < 5; count += 1) append(store);
      const file = newestFile(folder);
      const size = readFileSync(file).length;
      truncateSync(file, Math.max(0, size - cut));
      appendFileSync(file, rubbish.replaceAll('\n', ''));
      const again = open(folder);
      const kept = waiting(again);
      expect(kept).toEqual([0, 1, 2, 3, 4].slice(0, kept.length));
      const sequence = append(again);
      expect(waiting(open(folder))).toEqual([...kept, sequence]);
    }),
    { numRuns: 60 },
  );
});

test('a damaged line costs itself and no other', () => {
  const folder = temporaryFolder();
  const store = open(folder);
  for (let count = 0; count < 5; count += 1) append(store);
  const file = newestFile(folder);
  writeFileSync(file, readFileSync(file, 'utf8').replace('report-2', 'report-9'));
  expect(waiting(open(folder))).toEqual([0, 1, 3, 4]);
});

test('a store that is full drops the oldest, and counts them', () => {
  const store = open(temporaryFolder(), { bytesMax: 4_000 });
  for (let count = 0; count < 200; count += 1) append(store);
  const { reports, bytes, dropped } = store.figures();
  expect(bytes).toBeLessThanOrEqual(4_000);
  expect(reports + dropped).toBe(200);
  expect(waiting(store)).toEqual(Array.from({ length: reports }, (_, at) => dropped + at));
});

test('no more reports are kept than may be', () => {
  const store = open(temporaryFolder(), { reportsMax: 40 });
  for (let count = 0; count < 200; count += 1) append(store);
  expect(store.figures().reports).toBeLessThanOrEqual(40);
  expect(store.figures().reports).toBeGreaterThan(30);
});

test('files go when their reports were taken, and sequences go on from an empty folder', () => {
  const folder = temporaryFolder();
  const store = open(folder, { segmentBytesMax: 600 });
  for (let count = 0; count < 100; count += 1) store.remove(append(store));
  expect(readdirSync(folder).length).toBeLessThanOrEqual(2);
  store.close();
  const again = open(folder, { segmentBytesMax: 600 });
  expect(again.figures().reports).toBe(0);
  expect(again.nextSequence()).toBe(100);
});
