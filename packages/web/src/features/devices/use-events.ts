import type {
  configurationHistory,
  errorLogs,
  jobOutcomes,
  readSiteHours,
} from '@homepot/catalogue';
import { useMemo } from 'preact/hooks';
import type { Annotation } from '../../chart/series.ts';
import { useResource } from '../../resources/use-resource.ts';
import { useRows } from '../../resources/use-rows.ts';
import { useRange } from '../../time/use-range.ts';

/** Something that happened to a device: a line in its charts, and a line of its list. */
export interface DeviceEvent {
  readonly key: string;
  readonly atMs: number;
  readonly kind: 'configuration' | 'job' | 'error';
  readonly label: string;
  readonly detail: string;
  /** Where it is told in full. */
  readonly path: string;
}

/** No more of a kind are read. */
const eventsMax = 50;
/** No more lines are drawn into a chart, changes and errors first; more would be a wall. */
const linesMax = 24;
const weights = { configuration: 0, error: 1, job: 2 } as const;

const tones = { configuration: 'accent', job: 'maint', error: 'bad' } as const;

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);

function useLists(deviceId: string): readonly DeviceEvent[] {
  const { query } = useRange();
  const limited = { ...query, limit: eventsMax };
  const changes = useRows<typeof configurationHistory>(
    'config-history',
    { ...limited, entity_type: 'device', entity_id: deviceId },
    { follow: ['jobs'] },
  );
  const jobs = useRows<typeof jobOutcomes>(
    'jobs',
    { ...limited, device_id: deviceId },
    { follow: ['jobs'] },
  );
  const errors = useRows<typeof errorLogs>(
    'errors',
    { ...limited, device_id: deviceId },
    { follow: ['errors'] },
  );
  return useMemo(
    () =>
      [
        ...(changes.data?.data ?? []).map((row) => ({
          key: `configuration ${row.id}`,
          atMs: Date.parse(row.timestamp),
          kind: 'configuration' as const,
          label: `${row.parameter_name} → ${textOf(row.new_value)}`,
          detail: row.change_reason ?? '',
          path: `/changes?device=${encodeURIComponent(deviceId)}${row.job_id === null ? `&change=${row.id}` : ''}`,
        })),
        ...(jobs.data?.data ?? []).map((row) => ({
          key: `job ${row.id}`,
          atMs: Date.parse(row.timestamp),
          kind: 'job' as const,
          label: `${row.job_type}: ${row.status}`,
          detail: row.error_message ?? '',
          path: `/jobs/${encodeURIComponent(row.job_id)}`,
        })),
        ...(errors.data?.data ?? []).map((row) => ({
          key: `error ${row.id}`,
          atMs: Date.parse(row.timestamp),
          kind: 'error' as const,
          label: row.error_message,
          detail: `${row.severity}, ${row.category}`,
          path: `/errors/${encodeURIComponent(row.fingerprint ?? '')}`,
        })),
      ].toSorted((a, b) => b.atMs - a.atMs),
    [changes.data, jobs.data, errors.data, deviceId],
  );
}

/** What happened to a device in the range, the newest first, and the same with open hours as it is drawn into charts. */
export function useEvents(
  deviceId: string,
  siteId: string,
): { readonly events: readonly DeviceEvent[]; readonly annotations: readonly Annotation[] } {
  const { query } = useRange();
  const events = useLists(deviceId);
  const hours = useResource<typeof readSiteHours>(
    '/api/v1/sites/{site_id}/hours',
    { parameters: { site_id: siteId }, query },
    { isOff: siteId === '' },
  );
  const annotations = useMemo(
    () => [
      ...(hours.data?.open ?? []).map(({ from, to }) => ({
        fromMs: Date.parse(from),
        toMs: Date.parse(to),
        label: 'open',
        tone: 'ok' as const,
      })),
      ...events
        .toSorted((a, b) => weights[a.kind] - weights[b.kind])
        .slice(0, linesMax)
        .map(({ atMs, label, kind }) => ({
          fromMs: atMs,
          label: `${kind}: ${label}`,
          tone: tones[kind],
        })),
    ],
    [hours.data, events],
  );
  return { events, annotations };
}
