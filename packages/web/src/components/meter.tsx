import './meter.css';

interface MeterProps {
  /** What is measured, for readers, e.g. `37 of 60 verified`. */
  readonly label: string;
  /** Parts of the whole in order; each 0 to 1. */
  readonly parts: readonly {
    readonly share: number;
    readonly tone: 'accent' | 'ok' | 'warn' | 'bad' | 'off' | 'maint';
  }[];
}

/** How much of a whole; a bar of one line. */
export function Meter({ label, parts }: MeterProps) {
  return (
    <div class="meter" role="img" aria-label={label}>
      {parts.map(({ share, tone }) => (
        <i
          key={tone}
          style={{
            width: `${100 * Math.min(Math.max(share, 0), 1)}%`,
            background: `var(--${tone})`,
          }}
        />
      ))}
    </div>
  );
}
