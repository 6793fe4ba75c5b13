import type { healthChecks } from '@homepot/catalogue';
import { Check } from '../../components/check.tsx';
import { Empty } from '../../components/empty.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { countOf, formatWithUnit } from '../../format/numbers.ts';
import { useRowPages } from '../../resources/use-row-pages.ts';
import { formatInstant } from '../../time/format-time.ts';
import { useRange } from '../../time/use-range.ts';
import { useZone } from '../../time/use-zone.ts';
import type { Zone } from '../../time/zone.ts';
import { useUrl } from '../../url/use-url.ts';

interface HealthChecksProps {
  readonly deviceId: string;
  readonly siteZone: Zone;
}

/** What a device said of itself, report by report. */
export function HealthChecks({ deviceId, siteZone }: HealthChecksProps) {
  const [{ failed }, change] = useUrl({ failed: '' });
  const { query, toMs } = useRange();
  const { zone } = useZone(siteZone);
  const { rows, resource, more, isLoading } = useRowPages<typeof healthChecks>(
    'health-checks',
    { ...query, device_id: deviceId, limit: 50, ...(failed === '' ? {} : { is_healthy: false }) },
    { everySeconds: 10 },
  );
  return (
    <Panel
      title="Health checks"
      aside={
        <Check
          label="Failed only"
          isOn={failed !== ''}
          onChange={(isOn) => change({ failed: isOn ? 'yes' : '' })}
        />
      }
      isFlush
      resource={resource}
      skeleton={{ rows: 10 }}
      isEmpty={() => rows.length === 0}
      empty={
        <Empty
          kind={failed === '' ? 'nothing-sent' : 'all-well'}
          title={failed === '' ? 'No report in this range' : 'No failed check in this range'}
        />
      }
    >
      {() => (
        <>
          <Table
            label="Health checks, the newest first"
            rows={rows}
            rowKey={({ id }) => String(id)}
            columns={[
              {
                name: 'when',
                title: 'When',
                cell: (row) => formatInstant(Date.parse(row.timestamp), zone, toMs, true),
              },
              {
                name: 'healthy',
                title: 'Found',
                cell: (row) => (
                  <Tag tone={row.is_healthy ? 'ok' : 'bad'}>
                    {row.is_healthy ? 'healthy' : 'unhealthy'}
                  </Tag>
                ),
              },
              {
                name: 'took',
                title: 'Took',
                isNumber: true,
                cell: (row) => formatWithUnit(row.response_time_ms, 'ms'),
              },
              {
                name: 'code',
                title: 'Code',
                isNumber: true,
                isMinor: true,
                cell: (row) => row.status_code ?? '–',
              },
              { name: 'where', title: 'What', isMinor: true, cell: (row) => row.endpoint ?? '–' },
              { name: 'error', title: 'Wrong', cell: (row) => row.error_message ?? '–' },
            ]}
          />
          <MoreRows shown={countOf(rows.length, 'check')} onMore={more} isLoading={isLoading} />
        </>
      )}
    </Panel>
  );
}
