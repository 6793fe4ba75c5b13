import { formatNumber } from '../../format/numbers.ts';

/** Calls by how they ended. */
interface Outcomes {
  readonly tool_error: number;
  readonly protocol_error: number;
  readonly timeout: number;
  readonly cancelled: number;
}

const words = {
  tool_error: 'by the tool',
  protocol_error: 'by protocol',
  timeout: 'timed out',
  cancelled: 'cancelled',
} as const;

/** `12 by the tool, 3 timed out`; empty where none failed. */
export function failuresInWords(outcomes: Outcomes): string {
  const names = Object.keys(words) as (keyof typeof words)[];
  return names
    .filter((name) => outcomes[name] > 0)
    .map((name) => `${formatNumber(outcomes[name])} ${words[name]}`)
    .join(', ');
}
