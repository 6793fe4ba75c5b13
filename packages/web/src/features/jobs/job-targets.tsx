import type { listJobTargets, TargetState } from '@homepot/catalogue';
import { targetStates } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Select } from '../../components/select.tsx';
import { StatusCells } from '../../components/status-cells.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { Table } from '../../components/table.tsx';
import { countOf } from '../../format/numbers.ts';
import { usePages } from '../../resources/use-pages.ts';
import { keepRange } from '../../url/keep-range.ts';
import { useUrl } from '../../url/use-url.ts';
import { groupReasons } from './group-reasons.ts';
import type { Target } from './job.ts';
import { markOfTarget, stateInWords } from './job-words.ts';

interface JobTargetsProps {
  readonly jobId: string;
  readonly isOpen: boolean;
  /** Devices of the job in all. */
  readonly total: number;
}

const choices = [
  { value: '', label: 'Any state' },
  ...targetStates.map((value) => ({ value, label: stateInWords(value) })),
];
const pageRows = 200;

const linkOf = (id: string): string => keepRange(`/devices/${encodeURIComponent(id)}`);

/** Why devices failed: each reason once, with how many. */
function Reasons({ targets }: { readonly targets: readonly Target[] }) {
  const reasons = groupReasons(targets);
  if (reasons.length === 0) return null;
  return (
    <Table
      label="Why devices failed"
      rows={reasons}
      rowKey={({ reason }) => reason}
      columns={[
        {
          name: 'reason',
          title: 'Why',
          cell: ({ reason, code }) => (
            <>
              {reason} {code !== null && <code class="faint">{code}</code>}
            </>
          ),
        },
        { name: 'count', title: 'Devices', isNumber: true, cell: ({ count }) => count },
        { name: 'which', title: 'Which', isMinor: true, cell: ({ devices }) => devices.join(', ') },
      ]}
    />
  );
}

/** Every device with its state, since when, and when it is given up. */
function TargetTable({ targets }: { readonly targets: readonly Target[] }) {
  return (
    <Table
      label="Devices of the job"
      rows={targets}
      rowKey={(target) => target.device_id}
      href={(target) => linkOf(target.device_id)}
      columns={[
        { name: 'device', title: 'Device', cell: (target) => target.device_id },
        {
          name: 'state',
          title: 'State',
          cell: (target) => (
            <StatusMark status={markOfTarget(target.state)} label={stateInWords(target.state)} />
          ),
        },
        {
          name: 'since',
          title: 'Since',
          isNumber: true,
          cell: (target) => <Ago ms={Date.parse(target.updated_at)} />,
        },
        {
          name: 'deadline',
          title: 'Given up',
          isNumber: true,
          isMinor: true,
          cell: (target) =>
            target.deadline_at === null ? '–' : <Ago ms={Date.parse(target.deadline_at)} />,
        },
        {
          name: 'stage',
          title: 'Stage',
          isNumber: true,
          isMinor: true,
          cell: (target) => target.stage + 1,
        },
        {
          name: 'attempt',
          title: 'Attempt',
          isNumber: true,
          isMinor: true,
          cell: (target) => target.attempt,
        },
        {
          name: 'reason',
          title: 'Why',
          isMinor: true,
          cell: (target) => target.error_message ?? '–',
        },
      ]}
    />
  );
}

/** A cell for each device, the reasons of those that failed, and every state with its deadline. */
export function JobTargets({ jobId, isOpen, total }: JobTargetsProps) {
  const [{ state }, change] = useUrl({ state: '' });
  const { rows, resource, more, isLoading } = usePages<typeof listJobTargets, Target>(
    '/api/v1/jobs/{job_id}/targets',
    {
      parameters: { job_id: jobId },
      query: { limit: pageRows, ...(state === '' ? {} : { state: state as TargetState }) },
    },
    isOpen ? { follow: ['jobs'], pauseSeconds: 1, everySeconds: 10 } : { follow: ['jobs'] },
  );
  return (
    <Panel
      title="Device by device"
      aside={
        <Select
          label="State"
          isLabelHidden
          value={state}
          options={choices}
          onValue={(value) => change({ state: value })}
        />
      }
      isFlush
      resource={resource}
      skeleton={{ rows: 8 }}
      isEmpty={() => rows.length === 0}
      empty={
        <Empty kind="filtered">
          {state === '' ? 'It found no device.' : `No device is ${stateInWords(state)}.`}
        </Empty>
      }
    >
      {() => (
        <>
          <div class="pad">
            <StatusCells
              cells={rows.map((target) => ({
                id: target.device_id,
                status: markOfTarget(target.state),
                detail: stateInWords(target.state),
                href: linkOf(target.device_id),
              }))}
              more={state === '' ? Math.max(total - rows.length, 0) : 0}
            />
          </div>
          <Reasons targets={rows} />
          <TargetTable targets={rows} />
          <MoreRows shown={countOf(rows.length, 'device')} onMore={more} isLoading={isLoading} />
        </>
      )}
    </Panel>
  );
}
