/** A database that rows cannot be copied from or to, and what to do about it. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
}
