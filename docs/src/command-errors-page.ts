import { commandErrors } from '@homepot/catalogue';
import type { ReferencePage } from './reference-page.ts';
import { renderHead, renderTable } from './reference-page.ts';

/** Every code of a failed command. */
export const commandErrorsPage: ReferencePage = {
  file: 'command-errors.md',
  render: () => {
    const rows = Object.entries(commandErrors).map(([code, { retryable, description }]) => [
      `\`${code}\``,
      retryable ? 'yes' : 'no',
      description,
    ]);
    const lead =
      'An agent tells why a command failed with one of these codes, in `error.code` of its acknowledgement. Where another attempt may help, a job makes one, up to its `attempts_max`; so it does for a code that is not listed.';
    return `${renderHead('Errors of commands', lead)}\n${renderTable(['code', 'retry', 'what happened'], rows)}\n`;
  },
};
