import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { Tag } from '../../components/tag.tsx';
import { formatInstant } from '../../time/format-time.ts';
import { useRange } from '../../time/use-range.ts';
import { useZone } from '../../time/use-zone.ts';
import type { Zone } from '../../time/zone.ts';
import { keepRange } from '../../url/keep-range.ts';
import type { DeviceEvent } from './use-events.ts';
import './devices.css';

const tones = { configuration: 'quiet', job: 'maint', error: 'bad' } as const;
const shownMax = 12;

interface DeviceEventsProps {
  readonly events: readonly DeviceEvent[];
  readonly siteZone: Zone;
}

/** What happened to a device in the range, the newest first: what the dotted lines in its charts are. */
export function DeviceEvents({ events, siteZone }: DeviceEventsProps) {
  const { toMs } = useRange();
  const { zone } = useZone(siteZone);
  return (
    <Panel
      title="What happened"
      aside={
        events.length > shownMax && (
          <span class="faint">
            {shownMax} of {events.length}
          </span>
        )
      }
    >
      {events.length === 0 ? (
        <Empty kind="all-well" title="Nothing in this range">
          No change of configuration, no job, no error.
        </Empty>
      ) : (
        <ol class="devices-events">
          {events.slice(0, shownMax).map(({ key, atMs, kind, label, detail, path }) => (
            <li key={key}>
              <Tag tone={tones[kind]}>{kind}</Tag>{' '}
              <span class="faint">{formatInstant(atMs, zone, toMs)}</span>{' '}
              <a href={keepRange(path)}>{label}</a>
              {detail !== '' && <small>{detail}</small>}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
