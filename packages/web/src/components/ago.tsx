import { useNow } from '../live/use-now.ts';
import { formatAgo, formatInstant } from '../time/format-time.ts';
import { useZone } from '../time/use-zone.ts';

/** How long ago something was, kept up to date; the pointer is told when exactly. */
export function Ago({ ms }: { readonly ms: number }) {
  const nowMs = useNow(nowIsNear(ms) ? 1 : 30);
  const { zone } = useZone();
  return (
    <time
      dateTime={new Date(ms).toISOString()}
      title={`${formatInstant(ms, zone, nowMs, true)} ${zone}`}
    >
      {formatAgo(ms, nowMs)}
    </time>
  );
}

const nowIsNear = (ms: number): boolean => Math.abs(Date.now() - ms) < 120_000;
