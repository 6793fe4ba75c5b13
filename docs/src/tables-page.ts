import type { Column, Table } from '@homepot/catalogue';
import { retentionStories, rollups, rollupTables, tables } from '@homepot/catalogue';
import type { ReferencePage } from './reference-page.ts';
import { renderHead, renderTable } from './reference-page.ts';

function typeOf(column: Column): string {
  if (column.precision !== undefined) return `numeric(${column.precision.join(',')})`;
  if (column.lengthMax !== undefined) return `${column.type}(${column.lengthMax})`;
  return column.type;
}

function notesOf(column: Column): string {
  const { minimum, maximum } = column;
  return [
    column.description,
    column.values === undefined ? '' : `One of: ${column.values.join(', ')}.`,
    minimum !== undefined && maximum !== undefined ? `${minimum} to ${maximum}.` : '',
    minimum !== undefined && maximum === undefined ? `At least ${minimum}.` : '',
    column.references === undefined ? '' : `Refers to ${column.references}.`,
  ]
    .filter((note) => note !== '')
    .join(' ');
}

function renderColumns(table: Table): string {
  const rows = Object.entries(table.columns).map(([name, column]) => [
    `\`${name}\``,
    typeOf(column) + (column.nullable ? '?' : ''),
    column.origin,
    column.privacy,
    column.filter ? 'yes' : '',
    notesOf(column),
  ]);
  return renderTable(['column', 'type', 'filled by', 'privacy', 'filter', 'meaning'], rows);
}

/** How long rows stay unless a policy says otherwise, or why no policy is about them. */
function keptInWords(table: string): string {
  const story = retentionStories.get(table);
  if (story === undefined) return '';
  if ('why' in story) return story.why;
  return `Kept ${story.days} days${story.archive ? ', then archived' : ''}.`;
}

function renderFacts(table: Table): string {
  return [
    `Kind: ${table.kind}.`,
    keptInWords(table.name),
    table.partition === undefined ? '' : `A partition a ${table.partition}.`,
    table.listPath === undefined ? '' : `Read at \`/api/v1/analytics/${table.listPath}\`.`,
    table.specialFilters.length === 0 ? '' : `Further filters: ${table.specialFilters.join(', ')}.`,
  ]
    .filter((fact) => fact !== '')
    .join(' ');
}

const renderSection = (table: Table): string =>
  `## ${table.name}\n\n${table.description} ${renderFacts(table)}\n\n${renderColumns(table)}\n`;

/** The data dictionary. */
export const tablesPage: ReferencePage = {
  file: 'tables.md',
  render: () =>
    [
      renderHead(
        'Tables',
        'Every table, column by column. `?` behind a type means that the value may be absent.',
      ),
      ...tables.map(renderSection),
      ...rollups.flatMap(rollupTables).map(renderSection),
    ].join('\n'),
};
