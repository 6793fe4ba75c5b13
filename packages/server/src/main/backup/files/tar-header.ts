/**
 * One tar archive, as POSIX (ustar) and GNU tar read it: for each file a header of 512 bytes, its
 * bytes, and zeros up to the next multiple of 512; at the end 1,024 zeros. Of the header only what is
 * needed is used: name, mode, size, time, checksum, type. Sizes from 8 GiB on are binary, as GNU tar
 * and bsdtar write them.
 */
export const blockBytes = 512;
export const endBytes = 2 * blockBytes;

export interface TarMember {
  /** At most 100 bytes. */
  readonly path: string;
  readonly bytes: number;
}

const octalMax = 0o77777777777;
const checksumAt = 148;
const checksumBytes = 8;
const sizeAt = 124;
const sizeBytes = 12;
const pathBytesMax = 100;

function checksumOf(header: Buffer): number {
  let sum = 0;
  for (const [at, byte] of header.entries()) {
    sum += at >= checksumAt && at < checksumAt + checksumBytes ? 0x20 : byte;
  }
  return sum;
}

function writeSize(header: Buffer, bytes: number): void {
  if (bytes <= octalMax) {
    header.write(`${bytes.toString(8).padStart(sizeBytes - 1, '0')}\0`, sizeAt, 'latin1');
    return;
  }
  header[sizeAt] = 0x80;
  header.writeBigUInt64BE(BigInt(bytes), sizeAt + sizeBytes - 8);
}

function readSize(header: Buffer): number {
  if (header[sizeAt] === 0x80) return Number(header.readBigUInt64BE(sizeAt + sizeBytes - 8));
  return Number.parseInt(header.toString('latin1', sizeAt, sizeAt + sizeBytes - 1), 8);
}

/** The header of a file that only its owner may read; `atMs` is its time, milliseconds since 1970. */
export function encodeTarHeader({ path, bytes }: TarMember, atMs: number): Buffer {
  if (Buffer.byteLength(path) > pathBytesMax) throw new Error(`the name is too long: ${path}`);
  const header = Buffer.alloc(blockBytes);
  header.write(path, 0, 'utf8');
  header.write('0000600\0' + '0000000\0' + '0000000\0', 100, 'latin1');
  writeSize(header, bytes);
  const seconds = Math.floor(atMs / 1_000).toString(8);
  header.write(`${seconds.padStart(11, '0')}\0`, 136, 'latin1');
  header.write('0ustar\0' + '00', 156, 'latin1');
  header.copyWithin(257, 157, 165);
  header.fill(0, 157, 257);
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, checksumAt, 'latin1');
  return header;
}

/** Reads a header; undefined for a block of zeros. Throws where it is damaged. */
export function decodeTarHeader(header: Buffer): TarMember | undefined {
  if (header.every((byte) => byte === 0)) return undefined;
  const told = header.toString('latin1', checksumAt, checksumAt + checksumBytes);
  const expected = `${checksumOf(header).toString(8).padStart(6, '0')}\0 `;
  const bytes = readSize(header);
  if (told !== expected || !Number.isSafeInteger(bytes)) throw new Error('a header is damaged');
  const path = header.toString('utf8', 0, header.indexOf(0));
  return { path, bytes };
}

/** The zeros behind so many bytes. */
export const paddingBytes = (bytes: number): number =>
  (blockBytes - (bytes % blockBytes)) % blockBytes;
