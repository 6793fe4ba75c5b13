import type { DeviceState } from '@homepot/catalogue';
import { deviceStates } from '@homepot/catalogue';
import type { FleetView } from '../house-view.ts';
import type { Line, Segment, Tone } from './line.ts';
import { segment } from './line.ts';
import { wholeNumber } from './words.ts';

interface Look {
  readonly tone: Tone;
  /** Differs by state, for who sees no colours. */
  readonly mark: string;
}

const looks: Readonly<Record<DeviceState, Look>> = {
  online: { tone: 'good', mark: '█' },
  degraded: { tone: 'warn', mark: '▓' },
  error: { tone: 'bad', mark: '▒' },
  offline: { tone: 'bad', mark: '░' },
  maintenance: { tone: 'info', mark: '▪' },
  unknown: { tone: 'quiet', mark: '·' },
};

/** Shares of the bar that add up to its length; whoever is there at all gets one character. */
function shareOut(counts: readonly number[], characters: number): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return counts.map(() => 0);
  const shares = counts.map((count) =>
    count === 0 ? 0 : Math.max(1, Math.floor((count / total) * characters)),
  );
  const missing = characters - shares.reduce((sum, share) => sum + share, 0);
  const greatest = shares.indexOf(Math.max(...shares));
  return shares.map((share, i) => (i === greatest ? Math.max(1, share + missing) : share));
}

/** The devices as a bar and in words. */
export function fleetLines(fleet: FleetView | null, columns: number): readonly Line[] {
  if (fleet === null) return [[segment('devices  not shown', 'quiet')]];
  if (fleet.total === 0) return [[segment('devices  none yet', 'quiet')]];
  const head = `devices  ${wholeNumber(fleet.total)}  `;
  const counts = deviceStates.map((state) => fleet.by_status[state] ?? 0);
  const shares = shareOut(counts, Math.max(10, Math.min(100, columns - head.length - 1)));
  const bar: Segment[] = deviceStates.map((state, i) =>
    segment(looks[state].mark.repeat(shares[i] ?? 0), looks[state].tone),
  );
  const words = deviceStates.flatMap((state, i) => {
    const count = counts[i] ?? 0;
    const { mark, tone } = looks[state];
    return count === 0 ? [] : [segment(`${mark} ${wholeNumber(count)} ${state}   `, tone)];
  });
  return [
    [segment(head), ...bar],
    [segment(' '.repeat('devices  '.length)), ...words],
  ];
}
