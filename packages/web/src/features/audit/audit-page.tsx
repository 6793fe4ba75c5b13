import type { auditLogs } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Empty } from '../../components/empty.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { countOf } from '../../format/numbers.ts';
import { useRowPages } from '../../resources/use-row-pages.ts';
import { formatInstant } from '../../time/format-time.ts';
import { TimePicker } from '../../time/time-picker.tsx';
import { useRange } from '../../time/use-range.ts';
import { useZone } from '../../time/use-zone.ts';
import { useUrl } from '../../url/use-url.ts';
import { AuditDownload } from './audit-download.tsx';
import { AuditEntry } from './audit-entry.tsx';
import type { AuditRow } from './audit-row.ts';
import { ChainMark } from './chain-mark.tsx';
import { whoDid } from './who-did.ts';

/** Events that somebody should have a second look at. */
const grave = /failed|revoked|deleted|removed|refused/;

/** Who did what. */
export function AuditPage() {
  const [{ event, user, device }, change] = useUrl({ event: '', user: '', device: '' });
  const [open, setOpen] = useState<AuditRow>();
  const { query: range } = useRange();
  const { zone } = useZone();
  const query = { ...range, event_type: event, user_id: user, device_id: device };
  const { rows, resource, more, isLoading } = useRowPages<typeof auditLogs>('audit-logs', {
    ...query,
    limit: 50,
  });
  const isFiltered = event !== '' || user !== '' || device !== '';
  const nowMs = Date.now();
  return (
    <>
      <PageHead title="Audit" mark={<ChainMark />}>
        <AuditDownload query={query} />
        <TimePicker />
      </PageHead>
      <FilterBar
        text={event}
        onText={(value) => change({ event: value }, { replace: true })}
        placeholder="What, e.g. key_created"
        onClear={isFiltered ? () => change({ event: '', user: '', device: '' }) : undefined}
      >
        {user !== '' && <Tag>by {user}</Tag>}
        {device !== '' && <Tag>about {device}</Tag>}
      </FilterBar>
      <Panel
        title="Who did what"
        isFlush
        resource={resource}
        skeleton={{ rows: 12 }}
        isEmpty={() => rows.length === 0}
        empty={
          <Empty kind="filtered">
            Nothing was done in this range{isFiltered ? ' that fits' : ''}.
          </Empty>
        }
      >
        {() => (
          <>
            <Table
              label="Entries of the audit trail"
              rows={rows}
              rowKey={(row) => String(row.id)}
              onOpen={setOpen}
              columns={[
                {
                  name: 'when',
                  title: 'When',
                  cell: (row) => formatInstant(Date.parse(row.created_at), zone, nowMs, true),
                },
                {
                  name: 'what',
                  title: 'What',
                  isMinor: true,
                  cell: (row) => (
                    <Tag tone={grave.test(row.event_type) ? 'warn' : 'quiet'}>
                      {row.event_type.replaceAll('_', ' ')}
                    </Tag>
                  ),
                },
                {
                  name: 'who',
                  title: 'Who',
                  isMinor: true,
                  cell: (row) => (
                    <span class={row.user_id === null ? 'faint' : ''}>{whoDid(row)}</span>
                  ),
                },
                { name: 'words', title: 'In words', cell: (row) => row.description },
                {
                  name: 'about',
                  title: 'About',
                  isMinor: true,
                  cell: (row) => row.device_id ?? row.site_id ?? row.job_id ?? '–',
                },
                {
                  name: 'from',
                  title: 'From',
                  isMinor: true,
                  cell: (row) => <span class="mono">{row.ip_address ?? '–'}</span>,
                },
              ]}
            />
            <MoreRows
              shown={countOf(rows.length, 'entry', 'entries')}
              onMore={more}
              isLoading={isLoading}
            />
          </>
        )}
      </Panel>
      {open !== undefined && (
        <AuditEntry
          row={open}
          onClose={() => setOpen(undefined)}
          onNarrow={(narrowed) => {
            setOpen(undefined);
            change(narrowed);
          }}
        />
      )}
    </>
  );
}
