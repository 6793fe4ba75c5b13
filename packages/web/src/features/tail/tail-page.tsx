import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Select } from '../../components/select.tsx';
import { Tag } from '../../components/tag.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { useUrl } from '../../url/use-url.ts';
import { describeRow } from './describe-row.ts';
import { TailLines } from './tail-lines.tsx';
import { useTail } from './use-tail.ts';

/** What can be followed, by list path. */
const sources = [
  { value: 'device-metrics', label: 'Metrics of devices' },
  { value: 'health-checks', label: 'Health checks' },
  { value: 'device-states', label: 'States of devices' },
  { value: 'errors', label: 'Errors' },
  { value: 'requests', label: 'API requests' },
  { value: 'tool-usage', label: 'Tool calls' },
  { value: 'user-activities', label: 'Activities' },
  { value: 'jobs', label: 'Outcomes of jobs' },
  { value: 'config-history', label: 'Changes of configuration' },
  { value: 'performance-metrics', label: 'Named metrics' },
] as const;
type Source = (typeof sources)[number]['value'];

/** Rows as they are stored, line by line. */
export function TailPage() {
  const [{ table, text }, change] = useUrl({ table: 'device-metrics', text: '' });
  const tail = useTail(table);
  const wanted = text.toLowerCase();
  const lines = tail.lines.filter(
    (line) => wanted === '' || describeRow(table, line.row).toLowerCase().includes(wanted),
  );
  const mark = tail.isPaused ? (
    <Tag tone="off">held</Tag>
  ) : tail.error === undefined ? (
    <Tag tone="ok">following</Tag>
  ) : (
    <Tag tone="bad">away</Tag>
  );
  return (
    <>
      <PageHead title="Live tail" mark={mark}>
        <Button onClick={tail.clear}>Clear</Button>
        <Button kind="primary" onClick={() => tail.pause(!tail.isPaused)}>
          {tail.isPaused ? 'Go on' : 'Hold'}
        </Button>
      </PageHead>
      <FilterBar
        text={text}
        onText={(value) => change({ text: value }, { replace: true })}
        placeholder="Lines that contain"
        onClear={text === '' ? undefined : () => change({ text: '' })}
      >
        <Select
          label="What"
          isLabelHidden
          value={table as Source}
          options={sources}
          onValue={(value) => change({ table: value })}
        />
      </FilterBar>
      {tail.error !== undefined && <Problem error={tail.error} />}
      <Panel
        title={sources.find(({ value }) => value === table)?.label ?? table}
        aside={
          tail.skipped > 0 ? (
            <span class="quiet">{formatNumber(tail.skipped)} more came too fast to be shown</span>
          ) : undefined
        }
        isFlush
      >
        {lines.length === 0 ? (
          <Empty
            kind={text === '' ? 'nothing-sent' : 'filtered'}
            title={text === '' ? 'Waiting for the first line' : 'No line contains that yet'}
          />
        ) : (
          <TailLines table={table} lines={lines} />
        )}
      </Panel>
    </>
  );
}
