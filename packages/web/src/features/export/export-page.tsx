import { PageHead } from '../../components/page-head.tsx';
import { keepRange } from '../../url/keep-range.ts';
import { ExportList } from './export-list.tsx';

/** Data sets that were made, and the way to a new one. */
export function ExportPage() {
  return (
    <>
      <PageHead title="Export">
        <a class="button button-primary" href={keepRange('/export/new')}>
          New data set
        </a>
      </PageHead>
      <ExportList />
    </>
  );
}
