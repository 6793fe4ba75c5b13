import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Select } from '../../components/select.tsx';
import { useUrl } from '../../url/use-url.ts';
import { TailLines } from '../tail/tail-lines.tsx';
import { useTail } from '../tail/use-tail.ts';

/** What a device sends, by list path. */
const sources = [
  { value: 'health-checks', label: 'Health checks' },
  { value: 'device-metrics', label: 'Measurements' },
  { value: 'device-states', label: 'States' },
  { value: 'errors', label: 'Errors' },
  { value: 'jobs', label: 'Outcomes of jobs' },
] as const;
type Source = (typeof sources)[number]['value'];

/** The rows of one device as they are stored, line by line. */
export function DeviceTail({ deviceId }: { readonly deviceId: string }) {
  const [{ table }, change] = useUrl({ table: 'health-checks' });
  const tail = useTail(table, deviceId);
  const { lines } = tail;
  return (
    <Panel
      title="Live tail"
      aside={
        <span class="row">
          <Select
            label="What"
            isLabelHidden
            value={table as Source}
            options={sources}
            onValue={(value) => change({ table: value })}
          />
          <Button onClick={() => tail.pause(!tail.isPaused)}>
            {tail.isPaused ? 'Go on' : 'Hold'}
          </Button>
        </span>
      }
      isFlush
    >
      {tail.error !== undefined && <Problem error={tail.error} />}
      {lines.length === 0 ? (
        <Empty kind="nothing-sent" title="Waiting for the first line of this device" />
      ) : (
        <TailLines table={table} lines={lines} />
      )}
    </Panel>
  );
}
