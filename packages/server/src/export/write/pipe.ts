/** Hands bytes from whoever writes them to whoever takes them, one piece at a time. */
export interface Pipe {
  readonly source: AsyncIterable<Uint8Array>;
  /** Resolves when the piece was taken. Rejects when nobody takes any more. */
  write(bytes: Uint8Array): Promise<void>;
  end(): void;
  /** Ends the taker with an error, or tells the writer that there is no taker any more. */
  fail(error: unknown): void;
}

/** A piece that waits, and who wants to know that it was taken. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly taken: () => void;
}

export function createPipe(): Pipe {
  let piece: Piece | undefined;
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let wake: (() => void) | undefined;
  let refuse: ((error: unknown) => void) | undefined;
  const look = () => {
    wake?.();
    wake = undefined;
  };

  async function* read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (failure !== undefined) throw failure.error;
      if (piece !== undefined) {
        const { bytes, taken } = piece;
        piece = undefined;
        yield bytes;
        taken();
      } else if (ended) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }

  return {
    source: read(),
    write(bytes) {
      if (failure !== undefined) return Promise.reject(failure.error);
      return new Promise((resolve, reject) => {
        piece = { bytes, taken: resolve };
        refuse = reject;
        look();
      });
    },
    end() {
      ended = true;
      look();
    },
    fail(error) {
      failure ??= { error };
      refuse?.(error);
      look();
    },
  };
}
