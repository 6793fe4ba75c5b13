import { readdir, readFile } from 'node:fs/promises';

/** What the threads of some processes took, in seconds since their start. */
export interface ProcessorTime {
  /** On a processor. */
  readonly used: number;
  /** Ready to run while others had the processors. */
  readonly waited: number;
}

const nanoseconds = 1e9;
const clockTicksPerSecond = 100;

/** A thread that has ended meanwhile took nothing. */
async function readThread(path: string): Promise<ProcessorTime> {
  const text = await readFile(`${path}/schedstat`, 'utf8').catch(() => '');
  const [used = 0, waited = 0] = text.split(' ').map(Number);
  return { used: used / nanoseconds, waited: waited / nanoseconds };
}

/** The threads of a process that live now, each by its id; the first is the one that it began with. */
export async function readThreads(pid: number): Promise<ReadonlyMap<number, ProcessorTime>> {
  const ids = await readdir(`/proc/${pid}/task`).catch(() => []);
  const each = ids.map(
    async (id) => [Number(id), await readThread(`/proc/${pid}/task/${id}`)] as const,
  );
  return new Map(await Promise.all(each));
}

/** The processes that a process has started and that live now, and what those have started. */
export async function listBelow(pid: number): Promise<readonly number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = threads.map((id) =>
    readFile(`/proc/${pid}/task/${id}/children`, 'utf8').catch(() => ''),
  );
  const children = (await Promise.all(lists)).flatMap((text) =>
    text.split(' ').filter(Boolean).map(Number),
  );
  const below = await Promise.all(children.map(listBelow));
  return [...children, ...below.flat()];
}

/** What all processors of this machine were busy with anything at all, in seconds since its start. */
export async function readMachine(): Promise<number> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softIrq) / clockTicksPerSecond;
}
