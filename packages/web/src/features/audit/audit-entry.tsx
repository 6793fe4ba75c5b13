import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Facts } from '../../components/facts.tsx';
import { formatInstant } from '../../time/format-time.ts';
import { useZone } from '../../time/use-zone.ts';
import type { AuditRow } from './audit-row.ts';
import { differences } from './differences.ts';
import { whoDid } from './who-did.ts';
import './audit.css';

interface AuditEntryProps {
  readonly row: AuditRow;
  readonly onClose: () => void;
  /** Shows only entries like this one. */
  readonly onNarrow: (filters: {
    readonly user?: string;
    readonly device?: string;
    readonly event?: string;
  }) => void;
}

function Diff({ row }: { readonly row: AuditRow }) {
  const changed = differences(row.old_values, row.new_values);
  if (changed.length === 0) return null;
  return (
    <table class="audit-diff" aria-label="What changed">
      <thead>
        <tr>
          <th scope="col">Value</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {changed.map(({ name, before, after }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="audit-before">{before}</td>
            <td class="audit-after">{after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** One entry of the audit trail: what changed, and from where. */
export function AuditEntry({ row, onClose, onNarrow }: AuditEntryProps) {
  const { zone } = useZone();
  const { user_id: user, device_id: device } = row;
  return (
    <Dialog title={row.event_type.replaceAll('_', ' ')} place="side" onClose={onClose}>
      <div class="stack">
        <p>{row.description}</p>
        <Facts
          facts={[
            [
              'When',
              `${formatInstant(Date.parse(row.created_at), zone, Date.now(), true)} ${zone}`,
            ],
            ['Who', whoDid(row)],
            ['Device', device],
            ['Site', row.site_id],
            ['Job', row.job_id],
            ['From', row.ip_address],
            ['Program', row.user_agent],
            ['Entry', <code key="id">{row.id}</code>],
            ['Hash', <code key="hash">{row.hash}</code>],
          ]}
        />
        <Diff row={row} />
        {row.event_metadata !== null && (
          <pre class="wrap">{JSON.stringify(row.event_metadata, null, 2)}</pre>
        )}
        <div class="row-end">
          <Button onClick={() => onNarrow({ event: row.event_type })}>
            Only {row.event_type.replaceAll('_', ' ')}
          </Button>
          {user !== null && <Button onClick={() => onNarrow({ user })}>Only by {user}</Button>}
          {device !== null && (
            <Button onClick={() => onNarrow({ device })}>Only about {device}</Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
