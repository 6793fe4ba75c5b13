import type { CommandErrorCode } from '@homepot/catalogue';
import type { UpdateStep } from './configuration.ts';

/** What is told of an update that fails in a step. */
export const updateFailures: Readonly<
  Record<UpdateStep, { readonly code: CommandErrorCode; readonly words: string }>
> = {
  download: { code: 'download_failed', words: 'the download timed out' },
  validation: { code: 'validation_failed', words: 'the configuration is not valid' },
  restart: { code: 'restart_failed', words: 'the application did not start again' },
};
