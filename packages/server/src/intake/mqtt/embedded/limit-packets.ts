import type { Socket } from 'node:net';

/**
 * Bounds the packets of a connection before anybody holds them. The broker collects a packet until
 * it is whole, up to the 256 MB that the protocol allows; so the bytes are counted on their way to
 * it.
 *
 * A packet is one byte of type, then its length in one to four bytes, seven bits each, the lowest
 * first, the highest bit set where another follows; then as many bytes as the length says.
 */
class PacketMeter {
  /** Bytes of the packet that are still to come. */
  private left = 0;
  /** The place in the header: 0 = its first byte; from 1 on, bytes of the length. */
  private place = 0;
  private length = 0;

  /** Whether all packets that these bytes begin are small enough. */
  accepts(bytes: Uint8Array, bytesMax: number): boolean {
    let at = 0;
    while (at < bytes.length) {
      if (this.left > 0) {
        const step = Math.min(this.left, bytes.length - at);
        this.left -= step;
        at += step;
      } else if (!this.readHeader(bytes[at++] as number, bytesMax)) return false;
    }
    return true;
  }

  private readHeader(byte: number, bytesMax: number): boolean {
    if (this.place === 0) {
      this.length = 0;
      this.place = 1;
      return true;
    }
    this.length += (byte & 0x7f) * 128 ** (this.place - 1);
    if (byte > 0x7f) {
      this.place += 1;
      return this.place <= 4;
    }
    this.place = 0;
    this.left = this.length;
    return this.length <= bytesMax;
  }
}

/** Cuts the connection off at a packet of more than `bytesMax()` bytes. */
export function limitPackets(socket: Socket, bytesMax: () => number): void {
  const meter = new PacketMeter();
  const read = socket.read.bind(socket);
  socket.read = (size?: number): Buffer | null => {
    const bytes: Buffer | null = read(size);
    if (bytes === null || meter.accepts(bytes, bytesMax())) return bytes;
    socket.destroy();
    return null;
  };
}
