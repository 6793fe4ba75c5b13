import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceCommand } from '@homepot/catalogue';
import { onTestFinished } from 'vitest';
import type { AgentLog } from '../src/log.ts';
import type { StoredReport } from '../src/reporting/report-store.ts';
import type { Clock, Scheduler } from '../src/scheduler.ts';

/** A clock and timers that stand still until they are told to move. */
export interface ManualTime {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Timers that wait. */
  waiting(): number;
  /** Moves on by steps of at most 50 ms, and lets what waits for promises run after each. */
  advance(ms: number): Promise<void>;
}

const startMs = Date.parse('2026-03-01T08:00:00Z');

/** Lets promises that are ready go on. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

export function createManualTime(): ManualTime {
  let now = 0;
  const timers = new Set<{ atMs: number; run: () => void }>();
  function runDue(): void {
    for (const timer of [...timers].filter(({ atMs }) => atMs <= now)) {
      if (timers.delete(timer)) timer.run();
    }
  }
  return {
    clock: { nowMs: () => startMs + now, monotonicMs: () => now },
    scheduler: {
      after(delayMs, run) {
        const timer = { atMs: now + delayMs, run };
        timers.add(timer);
        return () => timers.delete(timer);
      },
    },
    waiting: () => timers.size,
    async advance(ms) {
      for (const end = now + ms; now < end; ) {
        now = Math.min(end, now + 50);
        runDue();
        await settle();
      }
    },
  };
}

/** A log that remembers its warnings and errors. */
export function createTestLog(): AgentLog & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (_fields: unknown, message: string) => {
    lines.push(message);
  };
  const ignore = () => undefined;
  return { lines, debug: ignore, info: ignore, warn: keep, error: keep };
}

/** A folder that goes when the test has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'homepot-agent-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function storedReport(sequence: number, more: Partial<StoredReport> = {}): StoredReport {
  return {
    report_id: `report-${sequence}`,
    sequence,
    measured_at: new Date(startMs + sequence * 1_000).toISOString(),
    status: 'healthy',
    ...more,
  };
}

export function testCommand(commandId: string, more: Partial<DeviceCommand> = {}): DeviceCommand {
  return {
    command_id: commandId,
    job_id: 'job-1',
    attempt: 1,
    action: 'Update POS payment config',
    kind: 'update_config',
    payload: {},
    issued_at: new Date(startMs).toISOString(),
    expires_at: new Date(startMs + 3_600_000).toISOString(),
    ...more,
  };
}

/** Waits until `isTrue` says so; fails after five seconds. */
export async function until(isTrue: () => boolean, what: string): Promise<void> {
  const endMs = performance.now() + 5_000;
  while (!isTrue()) {
    if (performance.now() > endMs) throw new Error(`Not seen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
