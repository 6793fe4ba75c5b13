import type { JudgementRequest, Quality, ThreadPlace } from '../exports-dependencies.ts';
import type { StoredExport } from '../keep/stored-export.ts';

/** What a thread is given to write an export. */
export interface ThreadJob extends ThreadPlace {
  readonly stored: StoredExport;
  readonly key: Uint8Array;
  readonly keyPrefix: string;
  readonly isShared: boolean;
  readonly server: string;
  readonly version: string;
  readonly logLevel: string;
  readonly judges: boolean;
}

/** The thread asks for a judgement, one at a time: it takes rooms that the thread has not. */
export type FromThread = { readonly judge: JudgementRequest };

export type ToThread =
  | { readonly stop: true }
  | { readonly judged: Quality }
  | { readonly refused: string };
