import { cellOf } from '../../format/cell.ts';
import type { HouseView, LatestView } from '../house-view.ts';
import type { Line } from './line.ts';
import { segment } from './line.ts';

function lineOf(label: string, latest: LatestView | null): Line {
  if (latest === null) return [segment(`${label}none`, 'quiet')];
  const time = cellOf(latest.at).slice(11, 19);
  const tone = latest.level === 'quiet' ? undefined : latest.level;
  const device = latest.device_id === null ? '' : `${cellOf(latest.device_id)}  `;
  return [
    segment(label),
    segment(`${time}  `, 'quiet'),
    segment(device),
    segment(cellOf(latest.text), tone),
  ];
}

/** The last change of a device and the last error; times are UTC. */
export const latestLines = ({ last_state, last_error }: HouseView): readonly Line[] => [
  lineOf('change   ', last_state),
  lineOf('error    ', last_error),
];
