import type { rollBackChange } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Facts } from '../../components/facts.tsx';
import { Problem } from '../../components/problem.tsx';
import { Tag } from '../../components/tag.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { isAdmin } from '../../shell/session.ts';
import { formatInstant } from '../../time/format-time.ts';
import { useZone } from '../../time/use-zone.ts';
import { keepRange } from '../../url/keep-range.ts';
import type { ChangeGroup, ChangeRow } from './group-changes.ts';
import { outcomeOf } from './group-changes.ts';
import { readVerdict } from './verdict.ts';
import { VerdictView } from './verdict-view.tsx';
import { Windows } from './windows.tsx';
import './changes.css';

interface ChangeDetailProps {
  readonly group: ChangeGroup;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Whether a device can get the version that it had before: what the server would not refuse. */
const canBeTakenBack = (row: ChangeRow): boolean =>
  row.entity_type === 'device' &&
  row.parameter_name === 'config_version' &&
  row.job_id !== null &&
  !row.was_rolled_back &&
  row.old_value !== null;

interface OneDeviceProps {
  readonly row: ChangeRow;
  /** Whether its numbers are shown without being asked for, when it comes; from then on people decide. */
  readonly isOpen: boolean;
  readonly onDone: () => void;
}

function OneDevice({ row, isOpen, onDone }: OneDeviceProps) {
  const takeBack = useAction(async () => {
    await call<typeof rollBackChange>('POST', '/api/v1/config-changes/{id}/rollback', {
      parameters: { id: row.id },
      body: {},
    });
    tell(`${row.entity_id} gets its version from before.`);
    onDone();
  });
  const verdict = readVerdict(row.verdict);
  const { word, tone } = outcomeOf(row);
  const [opensItself] = useState(isOpen);
  return (
    <details class="changes-device" open={opensItself}>
      <summary>
        {row.entity_id} <Tag tone={tone}>{word}</Tag>
      </summary>
      {verdict !== undefined && <VerdictView verdict={verdict} />}
      <Windows before={row.performance_before} after={row.performance_after} />
      {takeBack.error !== undefined && <Problem error={takeBack.error} />}
      {row.entity_type === 'device' && row.old_value === null && (
        <p class="quiet">It is not known what it had before, so it cannot be taken back.</p>
      )}
      <p class="row-end">
        <a class="button" href={keepRange(`/devices/${encodeURIComponent(row.entity_id)}`)}>
          The device
        </a>
        {isAdmin() && canBeTakenBack(row) && (
          <Button kind="danger" isBusy={takeBack.isBusy} onClick={() => void takeBack.run()}>
            Take back on this device
          </Button>
        )}
      </p>
    </details>
  );
}

/** One change: what was measured before and after it, device by device, and the way back. */
export function ChangeDetail({ group, onClose, onDone }: ChangeDetailProps) {
  const { zone } = useZone();
  const takeBackAll = useAction(async () => {
    try {
      for (const { id } of group.rows.filter(canBeTakenBack)) {
        await call<typeof rollBackChange>('POST', '/api/v1/config-changes/{id}/rollback', {
          parameters: { id },
          body: {},
        });
      }
      tell('The devices get their version from before.');
    } finally {
      // Of several, some may have been taken back.
      onDone();
    }
  });
  const left = group.rows.filter(canBeTakenBack).length;
  const [shown] = useState(group.rows[0]?.id);
  return (
    <Dialog title={`${group.parameter} ${group.from} → ${group.to}`} place="side" onClose={onClose}>
      <div class="stack">
        <Facts
          facts={[
            ['When', formatInstant(group.atMs, zone, Date.now(), true)],
            ['How', group.how],
            ['Why', group.why],
            ['By', group.rows[0]?.changed_by],
            [
              'Job',
              group.jobId === null ? null : (
                <a key="job" href={keepRange(`/jobs/${group.jobId}`)}>
                  {group.jobId}
                </a>
              ),
            ],
          ]}
        />
        {takeBackAll.error !== undefined && <Problem error={takeBackAll.error} />}
        {isAdmin() && left > 1 && (
          <Button kind="danger" isBusy={takeBackAll.isBusy} onClick={() => void takeBackAll.run()}>
            Take back on {left === group.rows.length ? 'all' : 'the other'} {left} devices
          </Button>
        )}
        {group.rows.map((row) => (
          <OneDevice key={row.id} row={row} isOpen={row.id === shown} onDone={onDone} />
        ))}
      </div>
    </Dialog>
  );
}
