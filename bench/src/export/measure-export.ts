import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { AskedServer } from '../metrics/start-server.ts';

const mebibyte = 1_024;

/** Resident memory of a process: now, and the most there was, in MiB. */
async function readMemory(pid: number): Promise<{ readonly now: number; readonly most: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kibibytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
  return { now: kibibytes('VmRSS') / mebibyte, most: kibibytes('VmHWM') / mebibyte };
}

/** From now on the most is counted anew. */
const forgetMost = (pid: number): Promise<void> => writeFile(`/proc/${pid}/clear_refs`, '5');

/** Seconds of processors that a process has used; Linux counts hundredths. */
async function readProcessorSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** What an export took. */
export interface MeasuredExport {
  readonly format: string;
  readonly rows: number;
  readonly megabytes: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  /** Seconds of processors that the server process used; the database has its own. */
  readonly processorSeconds: number;
  /** Of the server process, in MiB: before it began, and the most until it ended. */
  readonly memoryBefore: number;
  readonly memoryMost: number;
}

interface Shown {
  readonly export_id: string;
  readonly status: string;
  readonly rows: number;
  readonly bytes: number;
  readonly error_message: string | null;
}

/** Makes an export and watches the server until it is complete. */
export async function measureExport(
  { url, key, serverPid }: AskedServer,
  request: Readonly<Record<string, unknown>>,
  say: (line: string) => void,
): Promise<MeasuredExport> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const ask = async (path: string, body?: object): Promise<Shown> => {
    const method = body === undefined ? 'GET' : 'POST';
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${url}/api/v1/exports${path}`, { method, headers, ...sent });
    return answer.json() as Promise<Shown>;
  };
  await forgetMost(serverPid);
  const before = await readMemory(serverPid);
  const usedBefore = await readProcessorSeconds(serverPid);
  const startedMs = performance.now();
  const { export_id: id } = await ask('', request);
  for (let told = 0; ; told += 1) {
    const shown = await ask(`/${id}`);
    const memory = await readMemory(serverPid);
    const seconds = (performance.now() - startedMs) / 1_000;
    if (told % 40 === 0) {
      say(
        `${shown.status} ${shown.rows} rows, ${memory.now.toFixed(0)} MiB, ${seconds.toFixed(0)} s`,
      );
    }
    if (shown.status === 'completed') {
      return {
        format: String(request.format),
        rows: shown.rows,
        megabytes: shown.bytes / 1e6,
        seconds,
        rowsPerSecond: shown.rows / seconds,
        processorSeconds: (await readProcessorSeconds(serverPid)) - usedBefore,
        memoryBefore: before.now,
        memoryMost: memory.most,
      };
    }
    if (shown.status === 'failed') throw new Error(`the export failed: ${shown.error_message}`);
    await pause(500);
  }
}
