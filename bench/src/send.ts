import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Body } from './bodies.ts';

/** Where and how bodies are sent. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What sending took. */
export interface Sent {
  readonly rows: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  readonly latencyMsP50: number;
  readonly latencyMsP99: number;
}

function post(agent: Agent, target: Target, body: Body): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(
      target.url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-length': body.bytes.length,
          'idempotency-key': randomUUID(),
          ...target.headers,
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const status = answer.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve();
          else reject(new Error(`${status}: ${Buffer.concat(chunks).toString().slice(0, 500)}`));
        });
        answer.on('error', reject);
      },
    );
    call.on('error', reject);
    call.end(body.bytes);
  });
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** Sends every body once, `concurrency` at a time, each acknowledged before the next takes its place. */
export async function send(
  target: Target,
  bodies: readonly Body[],
  concurrency: number,
): Promise<Sent> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const latencies: number[] = [];
  const queue = bodies[Symbol.iterator]();
  const start = performance.now();
  const run = async () => {
    for (const body of queue) {
      const before = performance.now();
      await post(agent, target, body);
      latencies.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, run));
  const seconds = (performance.now() - start) / 1_000;
  agent.destroy();
  latencies.sort((a, b) => a - b);
  const rows = bodies.reduce((sum, body) => sum + body.rowCount, 0);
  return {
    rows,
    seconds,
    rowsPerSecond: rows / seconds,
    latencyMsP50: quantile(latencies, 0.5),
    latencyMsP99: quantile(latencies, 0.99),
  };
}
