import { limits } from '../limits.ts';

/** Says when it is time to send. */
export interface Alarm {
  /** For a record that can wait. */
  setSlow(): void;
  /** For one that cannot: at once, but no more often than every `urgentGapMs`. */
  setUrgent(): void;
  clear(): void;
}

/** Creates an alarm. It does not keep the process alive. */
export function createAlarm(intervalMs: number, onDue: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let isUrgent = false;
  let urgentAtMs = Number.NEGATIVE_INFINITY;

  function ring(): void {
    if (isUrgent) urgentAtMs = performance.now();
    timer = undefined;
    isUrgent = false;
    onDue();
  }

  return {
    setSlow() {
      timer ??= setTimeout(ring, intervalMs).unref();
    },
    setUrgent() {
      if (isUrgent) return;
      clearTimeout(timer);
      isUrgent = true;
      const delayMs = urgentAtMs + limits.urgentGapMs - performance.now();
      timer = setTimeout(ring, Math.max(0, delayMs)).unref();
    },
    clear() {
      clearTimeout(timer);
      timer = undefined;
      isUrgent = false;
    },
  };
}
