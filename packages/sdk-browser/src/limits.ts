/** Every bound of the SDK, named with its unit last. The house's own are larger. */

/** A batch is sent when it has as many, */
export const batchRecordsMax = 20;
/** or is so old. */
export const batchMilliseconds = 5_000;
/** Browsers let requests that outlive their page have 64 KB together; the rest is room for the frame. */
export const batchBytesMax = 64_000;
/** What may wait at one time, in characters: a page has about five million for all it keeps. */
export const waitingCharactersMax = 500_000;
/** After which what waits is no longer worth sending; the house takes 30 days. */
export const waitingMilliseconds = 7 * 86_400_000;
/** How often a tab says that it lives, */
export const leaseRenewedMilliseconds = 10_000;
/** for how long it may go on with a batch without having said so, */
export const leaseTrustedMilliseconds = 30_000;
/** and after which others take over what it left. */
export const leaseMilliseconds = 60_000;
export const retryMilliseconds = 1_000;
export const retryMillisecondsMax = 60_000;
/** How long an answer is waited for. */
export const answerMillisecondsMax = 30_000;
/** A visit ends when nothing happens for so long. */
export const sessionMilliseconds = 30 * 60_000;
/** Columns are cut to what the house takes. */
export const urlCharactersMax = 500;
export const idCharactersMax = 200;
export const textCharactersMax = 8_000;
/** Errors that are caught by themselves on one page: one in a loop must not be all that is sent. */
export const caughtErrorsMax = 20;
