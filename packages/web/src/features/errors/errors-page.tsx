import type { listErrorGroups } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Empty } from '../../components/empty.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { countOf } from '../../format/numbers.ts';
import { usePages } from '../../resources/use-pages.ts';
import { isAdmin } from '../../shell/session.ts';
import { TimePicker } from '../../time/time-picker.tsx';
import { useRange } from '../../time/use-range.ts';
import { keepRange } from '../../url/keep-range.ts';
import { useUrl } from '../../url/use-url.ts';
import { ChosenGroups } from './chosen-groups.tsx';
import type { ErrorGroup } from './error-group.ts';
import { ErrorTrend } from './error-trend.tsx';
import { GroupFilters } from './group-filters.tsx';
import { GroupTable } from './group-table.tsx';

const listOf = (value: string): [string] | undefined => (value === '' ? undefined : [value]);

/** Like errors as one: the inbox. */
export function ErrorsPage() {
  const [{ status, category, severity, q, device, sort }, change] = useUrl({
    status: 'open',
    category: '',
    severity: '',
    q: '',
    device: '',
    sort: 'last_seen',
  });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { query } = useRange();
  const isFiltered = category !== '' || severity !== '' || q !== '' || device !== '';
  const { rows, resource, more, isLoading } = usePages<typeof listErrorGroups, ErrorGroup>(
    '/api/v1/errors',
    {
      query: {
        ...query,
        status: [status],
        sort: sort as 'last_seen',
        limit: 50,
        category: listOf(category),
        severity: listOf(severity),
        device_id: listOf(device),
        search: q === '' ? undefined : q,
      } as never,
    },
    { follow: ['errors'], pauseSeconds: 5 },
  );
  const empty = isFiltered ? (
    <Empty kind="filtered">No {status} group of errors fits.</Empty>
  ) : (
    <Empty
      kind={status === 'open' ? 'all-well' : 'filtered'}
      title={`No ${status} errors in this range`}
    >
      {status === 'open' && <a href={keepRange('/welcome')}>How an application sends its errors</a>}
    </Empty>
  );
  return (
    <>
      <PageHead title="Errors">
        <TimePicker />
      </PageHead>
      <GroupFilters filters={{ status, category, severity, q, device }} onFilters={change} />
      <ErrorTrend category={category} severity={severity} />
      {isAdmin() && chosen.size > 0 && (
        <ChosenGroups
          groups={rows.filter(({ fingerprint }) => chosen.has(fingerprint))}
          onDone={() => {
            setChosen(new Set());
            resource.reload();
          }}
        />
      )}
      <Panel
        title="Groups of like errors"
        isFlush
        resource={resource}
        skeleton={{ rows: 10 }}
        isEmpty={() => rows.length === 0}
        empty={empty}
      >
        {() => (
          <>
            <GroupTable
              groups={rows}
              sort={sort}
              onSort={(next) => change({ sort: next })}
              {...(isAdmin() ? { chosen, onChosen: setChosen } : {})}
            />
            <MoreRows
              shown={`${countOf(rows.length, 'group')} in this range`}
              onMore={more}
              isLoading={isLoading}
            />
          </>
        )}
      </Panel>
    </>
  );
}
