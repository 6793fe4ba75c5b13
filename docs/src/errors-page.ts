import { errorFacts } from '@homepot/catalogue';
import type { ReferencePage } from './reference-page.ts';
import { renderHead, renderTable } from './reference-page.ts';

/** Every error code. */
export const errorsPage: ReferencePage = {
  file: 'errors.md',
  render: () => {
    const rows = Object.entries(errorFacts).map(([code, fact]) => [
      `\`${code}\``,
      String(fact.status),
      fact.retryable ? 'yes' : 'no',
      fact.title,
      fact.action,
    ]);
    const lead =
      'Errors are answered as problem details (RFC 9457) with one of these codes. Codes of single records stand in the `rejected` list of a batch.';
    return `${renderHead('Errors', lead)}\n${renderTable(['code', 'status', 'retry', 'what happened', 'what to do'], rows)}\n`;
  },
};
