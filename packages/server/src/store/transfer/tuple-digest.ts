import { hash } from 'node:crypto';

/**
 * The digest of a table is that of its rows in any order: of each tuple, as PostgreSQL's binary COPY
 * writes it, the SHA-256 is taken as eight words of 32 bits, and the words of all tuples are added,
 * each modulo 2³². Two tables with the same columns and the same rows have the same digest, however
 * their rows lie on the disk; a row that is there twice counts twice.
 */
export interface TableDigest {
  readonly rows: number;
  /** Bytes of the stream of the binary COPY, its header and trailer included. */
  readonly bytes: number;
  /** Hex, 64 characters. */
  readonly hash: string;
}

/** Reads the stream of a binary COPY and sums its tuples up. */
export interface TupleDigest {
  /** The next bytes, cut anywhere. Throws where they are no binary COPY. */
  push(chunk: Uint8Array): void;
  /** To be called at the end. Throws where the stream has no end of its own. */
  finish(): TableDigest;
}

const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const headerBytes = signature.length + 8;
const trailerCount = -1;
const nullLength = -1;
const words = 8;

function broken(what: string): Error {
  return new Error(`The rows are damaged: ${what}`);
}

/** Bytes of the tuple that begins at `start`, negative where more are needed: at least so many. */
function measureTuple(bytes: Buffer, start: number): number {
  const columns = bytes.readInt16BE(start);
  if (columns === trailerCount) return 2;
  if (columns < 0) throw broken('a row says that it has fewer than no columns');
  let at = start + 2;
  for (let column = 0; column < columns; column += 1) {
    if (at + 4 > bytes.length) return start - (at + 4);
    const length = bytes.readInt32BE(at);
    if (length < nullLength) throw broken('a value has an impossible length');
    at += 4 + Math.max(0, length);
  }
  return at > bytes.length ? start - at : at - start;
}

/** Creates the digest of one stream. It holds one tuple, and what came with its end. */
export function createTupleDigest(): TupleDigest {
  const sum = new Uint32Array(words);
  let rows = 0;
  let bytes = 0;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let neededBytes = headerBytes;
  let hasHeader = false;
  let hasEnded = false;

  function add(tuple: Buffer): void {
    const digest = hash('sha256', tuple, 'buffer');
    for (let word = 0; word < words; word += 1) {
      sum[word] = (sum[word] ?? 0) + digest.readUInt32LE(word * 4);
    }
    rows += 1;
  }

  function readHeader(gathered: Buffer): number {
    if (!gathered.subarray(0, signature.length).equals(signature)) throw broken('no binary COPY');
    hasHeader = true;
    return headerBytes + gathered.readInt32BE(signature.length + 4);
  }

  /** Takes what is whole; returns where it stopped. Sets how much it needs to go on from there. */
  function take(gathered: Buffer): number {
    let at = hasHeader ? 0 : readHeader(gathered);
    while (!hasEnded) {
      neededBytes = 2;
      if (at + 2 > gathered.length) return at;
      const length = measureTuple(gathered, at);
      if (length < 0) {
        neededBytes = -length;
        return at;
      }
      if (gathered.readInt16BE(at) === trailerCount) hasEnded = true;
      else add(gathered.subarray(at, at + length));
      at += length;
    }
    if (at < gathered.length) throw broken('something follows their end');
    return at;
  }

  return {
    push(chunk) {
      bytes += chunk.length;
      pending.push(chunk);
      pendingBytes += chunk.length;
      if (pendingBytes < neededBytes) return;
      const gathered =
        pending.length === 1
          ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
          : Buffer.concat(pending, pendingBytes);
      const rest = gathered.subarray(take(gathered));
      pending = rest.length === 0 ? [] : [rest];
      pendingBytes = rest.length;
    },
    finish() {
      if (!hasEnded) throw broken('their end is missing');
      return { rows, bytes, hash: Buffer.from(sum.buffer).toString('hex') };
    },
  };
}
