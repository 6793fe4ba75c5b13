import type { AppRun } from './app-run.ts';
import { startApp } from './app-run.ts';
import { drive } from './drive.ts';
import { startSink } from './start-sink.ts';

/** Processor time of a request, in microseconds; the median of the rounds. */
export interface FrameworkCost {
  readonly framework: string;
  readonly withoutMicros: number;
  readonly withMicros: number;
  /** What the SDK costs the main thread: the median of the differences of each round. */
  readonly mainMicros: number;
  /** The same of all threads: compression, sending and collection of garbage too. */
  readonly allMicros: number;
  readonly dropped: number;
}

const connections = 8;
const warmUpRequests = 10_000;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

interface Round {
  readonly mainMicros: number;
  readonly allMicros: number;
}

async function measureRound(app: AppRun, requests: number): Promise<Round> {
  const before = await app.usage();
  await drive(app.port, requests, connections);
  const after = await app.usage();
  return {
    mainMicros: (after.mainMicros - before.mainMicros) / requests,
    allMicros: (after.allMicros - before.allMicros) / requests,
  };
}

/**
 * Measures an app of a framework with the SDK and without, in turns, so that both meet the same
 * moments of the machine. Processor time is measured and not wall time, for others may run beside.
 */
export async function measureFramework(
  framework: string,
  { rounds, requests }: { readonly rounds: number; readonly requests: number },
): Promise<FrameworkCost> {
  const sink = await startSink();
  const plain = await startApp(framework);
  const told = await startApp(framework, sink.url);
  const pairs: { readonly plain: Round; readonly told: Round }[] = [];
  for (const app of [plain, told]) await drive(app.port, warmUpRequests, connections);
  for (let round = 0; round < rounds; round += 1) {
    const first = round % 2 === 0 ? plain : told;
    const one = await measureRound(first, requests);
    const other = await measureRound(first === plain ? told : plain, requests);
    pairs.push(first === plain ? { plain: one, told: other } : { plain: other, told: one });
  }
  const { figures } = await told.usage();
  await plain.stop();
  await told.stop();
  sink.stop();
  return {
    framework,
    withoutMicros: median(pairs.map((pair) => pair.plain.mainMicros)),
    withMicros: median(pairs.map((pair) => pair.told.mainMicros)),
    mainMicros: median(pairs.map((pair) => pair.told.mainMicros - pair.plain.mainMicros)),
    allMicros: median(pairs.map((pair) => pair.told.allMicros - pair.plain.allMicros)),
    dropped: figures?.dropped ?? Number.NaN,
  };
}
