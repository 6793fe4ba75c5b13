import { setTimeout as pause } from 'node:timers/promises';
import type { Transport } from '@homepot/agent';
import { createMqttTransport } from '@homepot/agent';
import type { DeviceReport } from '@homepot/catalogue';
import type { LatencySummary } from '@homepot/simulator';
import { createLatencyHistogram, createTimerWheel } from '@homepot/simulator';

/** Connections that report as those of simulated terminals do: the same transport, the same clock of ticks. */
export interface ReportClients {
  /**
   * Reports for so long, each connection once an interval, and tells how the acknowledgements came. `onOver`
   * is called when the last report is sent, before the last acknowledgements are waited for.
   */
  report(
    intervalSeconds: number,
    seconds: number,
    onOver: () => Promise<void>,
  ): Promise<ReportsTold>;
  stop(): Promise<void>;
}

interface ReportsTold {
  readonly sent: number;
  readonly acknowledged: number;
  readonly failed: number;
  readonly acknowledgement: LatencySummary;
}

const connectionsPerSecond = 500;
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** A report as large as those of the simulator. */
export function createReport(sequence: number): DeviceReport {
  const now = new Date().toISOString();
  return {
    report_id: `01a2022d-5299-7fc5-97c1-${String(sequence).padStart(12, '0')}`,
    sequence,
    measured_at: now,
    sent_at: now,
    interval_seconds: 5,
    agent_version: '0.1.0-simulated',
    config_version: '2.5.0',
    status: 'healthy',
    response_time_ms: 99,
    device_info: {
      model: 'POS-Terminal-X1',
      firmware: '2.4.1',
      os: 'Linux ARM',
      memory_mb: 2_048,
      storage_gb: 16,
      uptime_seconds: 83_754,
    },
    services: {
      pos_app: 'running',
      payment_gateway: 'connected',
      database: 'connected',
      network: 'connected',
    },
    metrics: {
      cpu_percent: 29.9,
      memory_percent: 53.1,
      disk_percent: 47.7,
      network_latency_ms: 43.1,
      error_rate: 0.18,
      active_connections: 6,
      queue_depth: 1,
      transaction_count: 16,
      transaction_volume: 310.42,
      currency: 'EUR',
    },
  };
}

/** Opens that many connections, one after the other; resolves when all are open. */
export async function openReportClients(url: string, devices: number): Promise<ReportClients> {
  const scheduler = createTimerWheel();
  const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };
  const transports: Transport[] = [];
  let open = 0;
  for (let i = 0; i < devices; i += 1) {
    const deviceId = `terminal-${i}`;
    const who = { siteId: `site-${i % 500}`, deviceId, keyId: deviceId, credential: 'none' };
    const parts = { credentials: () => who, clock, scheduler, random: Math.random, log: quiet };
    const transport = createMqttTransport(parts, { url });
    transport.start({
      onConnected() {
        open += 1;
      },
      onCommand() {},
    });
    transports.push(transport);
    if (i % (connectionsPerSecond / 10) === 0) await pause(100);
  }
  while (open < devices) await pause(100);

  return {
    async report(intervalSeconds, seconds, onOver) {
      const latency = createLatencyHistogram();
      const counts = { sent: 0, acknowledged: 0, failed: 0 };
      let isOver = false;
      const send = async (transport: Transport, i: number): Promise<void> => {
        if (isOver) return;
        scheduler.after(intervalSeconds * 1_000, () => void send(transport, i));
        counts.sent += 1;
        const startedAtMs = performance.now();
        try {
          await transport.sendReport(createReport(counts.sent));
          counts.acknowledged += 1;
          latency.record(performance.now() - startedAtMs);
        } catch {
          counts.failed += 1;
        }
      };
      for (const [i, transport] of transports.entries()) {
        scheduler.after((i / devices) * intervalSeconds * 1_000, () => void send(transport, i));
      }
      await pause(seconds * 1_000);
      isOver = true;
      await onOver();
      await pause(intervalSeconds * 1_000);
      return { ...counts, acknowledgement: latency.summary() };
    },
    async stop() {
      await Promise.allSettled(transports.map((transport) => transport.stop()));
      scheduler.stop();
    },
  };
}
