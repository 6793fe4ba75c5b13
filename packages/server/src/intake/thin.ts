import { hash } from 'node:crypto';
import { hasErrorRateMoved, hasMoved } from '@homepot/catalogue';
import { ownText } from '../kernel/index.ts';

/** The measurements that decide whether a row is worth storing; null = not measured. */
export interface Reading {
  readonly deviceId: string;
  /** When it was measured, microseconds since 1970. */
  readonly timeMicros: number;
  readonly cpuPercent: number | null | undefined;
  readonly memoryPercent: number | null | undefined;
  readonly diskPercent: number | null | undefined;
  readonly networkLatencyMs: number | null | undefined;
  readonly errorRate: number | null | undefined;
  /** What else was sent; only the states of services and the version of the configuration count. */
  readonly extraMetrics: unknown;
  /**
   * Number of the report that it came in, one more each time; undefined where it came in none. A gap says
   * that another server has taken what lies in it, and may have stored it.
   */
  readonly sequence?: number | undefined;
}

/**
 * The decisions about one batch. They rest on rows that are not on disk yet, of this batch or of
 * others on their way: `commit` or `forget` must follow, and what was filtered is only true when
 * the batches of `waitsFor` are on disk.
 */
export interface ThinPass {
  /** Whether the row is to be stored. */
  keeps(reading: Reading): boolean;
  /** Outcomes of other batches that a decision rests on; false = it did not become durable. */
  waitsFor(): readonly Promise<boolean>[];
  /** The rows are on disk. */
  commit(): void;
  /** They are not: their devices begin anew. */
  forget(): void;
}

/**
 * The smart filter of `device_metrics`. A row is stored at first contact, when a measurement moved
 * by enough from the last stored row, when that row is old enough, or when another server may have
 * stored one since; the rest is repetition.
 */
export interface Thinner {
  begin(): ThinPass;
  /** How many devices it remembers. */
  devices(): number;
}

export interface ThinOptions {
  /** 0 stores every row. */
  readonly changePercent: number;
  readonly snapshotSeconds: number;
  readonly devicesMax: number;
}

type Mutable<Shape> = { -readonly [Name in keyof Shape]: Shape[Name] };

/** What was stored last of a device. */
interface Stored {
  readonly reading: Mutable<Reading>;
  state: string;
  /** Of the last report, stored or not. */
  sequence: number | undefined;
  /** The pass that it rests on; undefined once that is on disk, so that nothing of it is kept for the device. */
  pass: Pass | undefined;
}

/** Longer states are kept as a hash, so that a device cannot fill the memory. */
const stateCharactersMax = 200;

/** The states of services and the version of the configuration, as one text to compare. */
function stateOf(extraMetrics: unknown): string {
  if (typeof extraMetrics !== 'object' || extraMetrics === null) return '';
  const { services, config_version } = extraMetrics as Record<string, unknown>;
  if (services === undefined && config_version === undefined) return '';
  const state = JSON.stringify([services, config_version]);
  return state.length > stateCharactersMax ? hash('sha256', state, 'base64') : state;
}

/** Whether a report is neither the next one nor the same again. */
const isGap = (last: number | undefined, now: number | undefined): boolean =>
  last !== undefined && now !== undefined && now !== last && now !== last + 1;

/** Takes over what was measured; whose it is stays. */
function overwrite(kept: Mutable<Reading>, now: Reading): void {
  kept.timeMicros = now.timeMicros;
  kept.cpuPercent = now.cpuPercent;
  kept.memoryPercent = now.memoryPercent;
  kept.diskPercent = now.diskPercent;
  kept.networkLatencyMs = now.networkLatencyMs;
  kept.errorRate = now.errorRate;
}

class Pass implements ThinPass {
  readonly durable: Promise<boolean>;
  private resolve: (durable: boolean) => void = () => undefined;
  private readonly waits = new Set<Pass>();
  private readonly kept: Stored[] = [];
  private readonly stored: Map<string, Stored>;
  private readonly options: ThinOptions;

  constructor(stored: Map<string, Stored>, options: ThinOptions) {
    this.stored = stored;
    this.options = options;
    this.durable = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  keeps(reading: Reading): boolean {
    if (this.options.changePercent === 0) return true;
    const last = this.stored.get(reading.deviceId);
    const state = stateOf(reading.extraMetrics);
    if (last !== undefined) {
      // A late row fills a gap behind the last one, and is no measure for those to come.
      if (reading.timeMicros < last.reading.timeMicros) return true;
      const isNext = !isGap(last.sequence, reading.sequence);
      last.sequence = reading.sequence;
      if (isNext && !this.isNews(last, reading, state)) {
        if (last.pass !== undefined && last.pass !== this) this.waits.add(last.pass);
        return false;
      }
    }
    this.remember(reading, state);
    return true;
  }

  waitsFor(): readonly Promise<boolean>[] {
    return [...this.waits].map((pass) => pass.durable);
  }

  commit(): void {
    this.close(true);
  }

  forget(): void {
    for (const each of this.kept) {
      const { deviceId } = each.reading;
      if (each.pass === this && this.stored.get(deviceId) === each) this.stored.delete(deviceId);
    }
    this.close(false);
  }

  private close(durable: boolean): void {
    for (const each of this.kept) if (each.pass === this) each.pass = undefined;
    this.kept.length = 0;
    this.waits.clear();
    this.resolve(durable);
  }

  private isNews(last: Stored, now: Reading, state: string): boolean {
    const before = last.reading;
    const percent = this.options.changePercent;
    return (
      now.timeMicros - before.timeMicros >= this.options.snapshotSeconds * 1_000_000 ||
      hasMoved(before.cpuPercent, now.cpuPercent, percent) ||
      hasMoved(before.memoryPercent, now.memoryPercent, percent) ||
      hasMoved(before.diskPercent, now.diskPercent, percent) ||
      hasMoved(before.networkLatencyMs, now.networkLatencyMs, percent) ||
      hasErrorRateMoved(before.errorRate, now.errorRate) ||
      last.state !== state
    );
  }

  /**
   * What is kept of a device is written over: new memory for each row of each device would outlive the quick
   * collections, and bring one of everything about. The device that has been known for longest is forgotten first.
   */
  private remember(reading: Reading, state: string): void {
    const known = this.stored.get(reading.deviceId);
    if (known !== undefined) {
      overwrite(known.reading, reading);
      if (known.state !== state) known.state = state;
      known.sequence = reading.sequence;
      known.pass = this;
      this.kept.push(known);
      return;
    }
    // A text cut from a body would keep the whole body in memory.
    const deviceId = ownText(reading.deviceId);
    const { sequence } = reading;
    const first = { reading: { ...reading, deviceId, extraMetrics: undefined }, state, sequence };
    const each: Stored = { ...first, pass: this };
    this.stored.set(deviceId, each);
    this.kept.push(each);
    if (this.stored.size > this.options.devicesMax) {
      const oldest = this.stored.keys().next().value;
      if (oldest !== undefined) this.stored.delete(oldest);
    }
  }
}

/** A filter that knows no device yet. */
export function createThinner(options: ThinOptions): Thinner {
  const stored = new Map<string, Stored>();
  return {
    begin: () => new Pass(stored, options),
    devices: () => stored.size,
  };
}
