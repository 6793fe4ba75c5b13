import type { Tone } from '../../components/tag.tsx';
import { Tag } from '../../components/tag.tsx';
import { formatInstant } from '../../time/format-time.ts';
import { useZone } from '../../time/use-zone.ts';
import { keepRange } from '../../url/keep-range.ts';
import type { Overview } from './overview.ts';
import './fleet.css';

type Change = Overview['changes'][number];

const tones: Readonly<Record<string, Tone>> = {
  online: 'ok',
  degraded: 'warn',
  error: 'bad',
  offline: 'off',
  maintenance: 'maint',
  improved: 'ok',
  harmed: 'bad',
  completed: 'ok',
  partial: 'warn',
  failed: 'bad',
  firing: 'bad',
  resolved: 'ok',
};

/** Where a change is told in full. */
function pathOf({ kind, id, device_id }: Change): string {
  if (kind === 'job') return `/jobs/${encodeURIComponent(id)}`;
  if (kind === 'alert') return `/alerts?alert=${encodeURIComponent(id)}`;
  if (kind === 'config') return `/changes?change=${encodeURIComponent(id)}`;
  return `/devices/${encodeURIComponent(device_id ?? id)}`;
}

/** What happened last, the newest first. */
export function Changes({ changes }: { readonly changes: readonly Change[] }) {
  const { zone } = useZone();
  const nowMs = Date.now();
  return (
    <ol class="fleet-changes">
      {changes.map((change) => {
        const { kind, id, at, title, detail, outcome } = change;
        const ms = Date.parse(at);
        return (
          <li key={`${kind} ${id}`}>
            <time dateTime={at}>{formatInstant(ms, zone, nowMs)}</time>
            <div>
              <a href={keepRange(pathOf(change))} class="table-link">
                {title}
              </a>{' '}
              {outcome !== null && kind !== 'state' && (
                <Tag tone={tones[outcome] ?? 'quiet'}>{outcome.replaceAll('_', ' ')}</Tag>
              )}
              {kind === 'state' && outcome !== null && (
                <i class={`fleet-dot t-${tones[outcome] ?? 'off'}`} />
              )}
              {detail !== null && detail !== '' && <small>{detail}</small>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
