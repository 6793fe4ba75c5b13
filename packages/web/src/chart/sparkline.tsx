import './sparkline.css';

interface SparklineProps {
  readonly values: readonly number[];
  /** What it shows, in a sentence. */
  readonly label: string;
  readonly width?: number;
}

/** No more bars than can be told apart. */
const barsMax = 48;

/** Values put together until few enough are left. */
function thinned(values: readonly number[]): readonly number[] {
  const each = Math.max(Math.ceil(values.length / barsMax), 1);
  return Array.from({ length: Math.ceil(values.length / each) }, (_, at) =>
    values.slice(at * each, (at + 1) * each).reduce((sum, value) => sum + value, 0),
  );
}

/** Amounts over time as small bars in a line of text. */
export function Sparkline({ values, label, width = 96 }: SparklineProps) {
  const bars = thinned(values);
  const greatest = Math.max(...bars, 1);
  return (
    <svg
      class="sparkline"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${bars.length * 3} 20`}
      width={width}
      height={20}
      preserveAspectRatio="none"
    >
      {bars.map((value, at) => {
        const height = value === 0 ? 1 : Math.max((20 * value) / greatest, 2);
        // A place in time is all that tells one bar from the next.
        return (
          <rect
            key={`at ${at}`}
            class={value === 0 ? 'sparkline-none' : ''}
            x={at * 3}
            y={20 - height}
            width={2}
            height={height}
          />
        );
      })}
    </svg>
  );
}
