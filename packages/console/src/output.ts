import { once } from 'node:events';
import process from 'node:process';

/**
 * Where a command writes: data to stdout, everything said about it to stderr. When the reader of
 * stdout goes away (`| head`), there is nobody left to work for, and the process ends quietly.
 */
export interface Output {
  /** Writes data; resolves when the reader keeps up, so that nothing piles up. */
  data(text: string): Promise<void>;
  /** Writes one line of data. */
  line(text: string): Promise<void>;
  /** Writes a message to stderr. */
  say(text: string): void;
  /** Replaces the last status line on a terminal; nothing elsewhere. */
  status(text: string): void;
  /** Whether stdout is a terminal, where people read. */
  readonly isTerminal: boolean;
  /** Whether status lines are shown. */
  readonly showsStatus: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

const clearLine = '\r\u001b[2K';

/** Creates the output of this process. */
export function createOutput(): Output {
  const { stdout, stderr } = process;
  let statusShown = false;
  const clear = () => {
    if (statusShown) stderr.write(clearLine);
    statusShown = false;
  };
  const data = async (text: string) => {
    if (stdout.isTTY) clear();
    if (!stdout.write(text)) await once(stdout, 'drain');
  };
  return {
    data,
    line: (text) => data(`${text}\n`),
    say(text) {
      clear();
      stderr.write(`${text}\n`);
    },
    status(text) {
      if (!stderr.isTTY) return;
      clear();
      stderr.write(text.slice(0, (stderr.columns || 80) - 1));
      statusShown = text !== '';
    },
    isTerminal: stdout.isTTY === true,
    showsStatus: stderr.isTTY === true,
    width: stdout.columns || 80,
  };
}

/** Ends the process when the reader of stdout or stderr has gone away. To be called once, at start. */
export function endWhenNobodyReads(): void {
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  };
  process.stdout.on('error', onError);
  process.stderr.on('error', onError);
}
