/** A page of the reference that is written from code, never by hand. */
export interface ReferencePage {
  /** File name below docs/reference. */
  readonly file: string;
  readonly render: () => string;
}

const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A Markdown table. */
export function renderTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The head of a generated page. */
export function renderHead(title: string, lead: string): string {
  return `# ${title}\n\n<!-- Written by \`npm run docs\`. Change the catalogue, not this page. -->\n\n${lead}\n`;
}
