import type { DeviceState } from '@homepot/catalogue';
import type { TestReport } from '../../../../test/report-batch.ts';

interface ModelDevice {
  status: DeviceState;
  sinceMs: number;
  lastSeenMs: number | undefined;
  history: { previous: DeviceState; next: DeviceState; atMs: number }[];
}

interface ModelServer {
  beatMs: number;
  storedMs: number;
}

const intervalMs = 5_000;
const gapMs = 5_000;

/** The rules of presence, one event after the other, as plainly as they can be told. */
export class PresenceModel {
  readonly devices = new Map<string, ModelDevice>();
  private readonly servers = new Map<string, ModelServer>();
  private houseSinceMs: number | undefined;
  private downFromMs: number | undefined;

  constructor(deviceIds: readonly string[], sinceMs: number) {
    for (const id of deviceIds) {
      this.devices.set(id, { status: 'unknown', sinceMs, lastSeenMs: undefined, history: [] });
    }
  }

  change(deviceId: string, next: DeviceState, atMs: number): void {
    const device = this.devices.get(deviceId);
    if (device === undefined || device.status === next) return;
    const time = Math.max(atMs, device.sinceMs + 1);
    device.history.push({ previous: device.status, next, atMs: time });
    device.status = next;
    device.sinceMs = time;
  }

  report({ deviceId, receivedAtMs, state = 'online', ageMs = 0 }: TestReport): void {
    const device = this.devices.get(deviceId);
    if (device === undefined) return;
    if (device.lastSeenMs !== undefined && receivedAtMs < device.lastSeenMs) return;
    device.lastSeenMs = receivedAtMs;
    if (ageMs > 3 * intervalMs || device.status === 'maintenance') return;
    this.change(deviceId, state, receivedAtMs);
  }

  sweep(server: string, nowMs: number, storedMs: number): void {
    const lastBeatMs = Math.max(...[...this.servers.values()].map(({ beatMs }) => beatMs));
    if (this.houseSinceMs === undefined) this.houseSinceMs = nowMs;
    else if (nowMs - lastBeatMs > gapMs) {
      this.houseSinceMs = nowMs;
      this.downFromMs = lastBeatMs;
    }
    this.servers.set(server, { beatMs: nowMs, storedMs });
    const fresh = [...this.servers.values()].filter(({ beatMs }) => nowMs - beatMs <= gapMs);
    const asOfMs = Math.min(nowMs, ...fresh.map((one) => one.storedMs));
    for (const [deviceId, device] of this.devices) {
      if (device.lastSeenMs === undefined) continue;
      if (device.status === 'maintenance' || device.status === 'offline') continue;
      const next = this.judge(device.lastSeenMs, this.houseSinceMs, asOfMs);
      if (next !== undefined) this.change(deviceId, next, nowMs);
    }
  }

  private judge(lastSeenMs: number, sinceMs: number, asOfMs: number): DeviceState | undefined {
    if (asOfMs - Math.max(lastSeenMs, sinceMs) > 3 * intervalMs) return 'offline';
    const wasDown = this.downFromMs !== undefined && sinceMs - this.downFromMs > 2 * intervalMs;
    if (wasDown && lastSeenMs < sinceMs && asOfMs - sinceMs > 1.5 * intervalMs) return 'unknown';
    return undefined;
  }
}
