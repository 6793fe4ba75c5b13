import type { Limit } from '@homepot/catalogue';
import { limitFacts } from '@homepot/catalogue';
import type { ReferencePage } from './reference-page.ts';
import { renderHead, renderTable } from './reference-page.ts';

/** Every limit that a caller can meet. */
export const limitsPage: ReferencePage = {
  file: 'limits.md',
  render: () => {
    const rows = Object.entries(limitFacts).map(([name, limit]: [string, Limit]) => [
      `\`${name}\``,
      limit.value.toLocaleString('en'),
      limit.description,
    ]);
    const lead =
      'What a caller can meet. None of them can be set; those that can are in [configuration](configuration.md). `Max` means at most.';
    return `${renderHead('Limits', lead)}\n${renderTable(['limit', 'value', 'of what'], rows)}\n`;
  },
};
