import type { Output } from '../output.ts';

const barCharacters = 24;
const redrawMs = 100;

/** `1.25` -> `1.3 s`, `75` -> `1 min 15 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (seconds < 10) return `${Math.max(0, seconds).toFixed(1)} s`;
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How far an import is. */
export interface Position {
  readonly records: number;
  readonly bytes: number;
  /** Absent for stdin, whose end nobody knows. */
  readonly bytesTotal: number | undefined;
  readonly elapsedMs: number;
}

/** One line that says how far it is, how fast, and how long still. */
export function progressLine({ records, bytes, bytesTotal, elapsedMs }: Position): string {
  const seconds = elapsedMs / 1000;
  const rate = seconds > 0 ? Math.round(records / seconds) : 0;
  const told = `${records.toLocaleString('en')} records  ${rate.toLocaleString('en')}/s`;
  if (bytesTotal === undefined || bytesTotal === 0) return told;
  const part = Math.min(1, bytes / bytesTotal);
  const full = Math.round(part * barCharacters);
  const bar = `${'█'.repeat(full)}${'░'.repeat(barCharacters - full)}`;
  const left = part > 0 ? formatSeconds(seconds / part - seconds) : '?';
  return `${bar} ${Math.floor(part * 100)} %  ${told}  ${left} left`;
}

/** Shows progress on a terminal, a few times a second at most. */
export function createProgress(output: Output): { show(position: Position): void; end(): void } {
  let shownAtMs = Number.NEGATIVE_INFINITY;
  return {
    show(position) {
      if (!output.showsStatus || position.elapsedMs - shownAtMs < redrawMs) return;
      shownAtMs = position.elapsedMs;
      output.status(progressLine(position));
    },
    end: () => output.status(''),
  };
}
