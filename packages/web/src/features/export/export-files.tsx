import type { AnswerOf, ExportFormat, listExportFiles } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Snippet } from '../../components/snippet.tsx';
import { Table } from '../../components/table.tsx';
import { Toggle } from '../../components/toggle.tsx';
import { countOf, formatBytes, formatNumber } from '../../format/numbers.ts';
import { usePages } from '../../resources/use-pages.ts';
import type { Reader } from './reading-snippet.ts';
import { readingSnippet } from './reading-snippet.ts';

type File = AnswerOf<typeof listExportFiles>['data'][number];

interface ExportFilesProps {
  readonly exportId: string;
  readonly format: ExportFormat;
}

const readers = [
  { value: 'duckdb', label: 'DuckDB' },
  { value: 'polars', label: 'Polars' },
  { value: 'pandas', label: 'pandas' },
] as const;

/** The files of a data set, and how they are read. */
export function ExportFiles({ exportId, format }: ExportFilesProps) {
  const [reader, setReader] = useState<Reader>('duckdb');
  const { rows, resource, more, isLoading } = usePages<typeof listExportFiles, File>(
    '/api/v1/exports/{export_id}/files',
    {
      parameters: { export_id: exportId },
      query: { limit: 100 },
    },
  );
  const base = `/api/v1/exports/${encodeURIComponent(exportId)}`;
  const first = rows.find(({ table }) => table !== null)?.name ?? `data.${format}`;
  return (
    <div class="cols">
      <Panel
        title="Files"
        isFlush
        resource={resource}
        skeleton={{ rows: 5 }}
        aside={<a href={`${base}/manifest`}>manifest.json</a>}
      >
        {() => (
          <>
            <Table
              label="Files"
              rows={rows}
              rowKey={({ number }) => String(number)}
              columns={[
                {
                  name: 'name',
                  title: 'File',
                  cell: ({ number, name }) => (
                    <a href={`${base}/files/${number}`} download={name.replaceAll('/', '-')}>
                      {name}
                    </a>
                  ),
                },
                { name: 'split', title: 'Part', isMinor: true, cell: ({ split }) => split ?? '–' },
                {
                  name: 'rows',
                  title: 'Rows',
                  isNumber: true,
                  cell: (file) => formatNumber(file.rows),
                },
                {
                  name: 'bytes',
                  title: 'Size',
                  isNumber: true,
                  cell: ({ bytes }) => formatBytes(bytes),
                },
                {
                  name: 'sum',
                  title: 'SHA-256',
                  isMinor: true,
                  cell: ({ sha256 }) => <code title={sha256}>{sha256.slice(0, 12)}</code>,
                },
              ]}
            />
            <MoreRows shown={countOf(rows.length, 'file')} onMore={more} isLoading={isLoading} />
          </>
        )}
      </Panel>
      <Panel
        title="How they are read"
        aside={<Toggle label="Reader" value={reader} options={readers} onValue={setReader} />}
      >
        <Snippet label="How the files are read" text={readingSnippet(reader, format, first)} />
      </Panel>
    </div>
  );
}
