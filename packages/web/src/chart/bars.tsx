import type { ComponentChildren } from 'preact';
import { formatNumber } from '../format/numbers.ts';
import './bars.css';

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** What stands at the right; the number unless given. */
  readonly text?: ComponentChildren;
  readonly href?: string | undefined;
  readonly tone?: 'accent' | 'ok' | 'warn' | 'bad' | 'off' | 'maint';
}

/** Amounts by name, one bar a line, as long as they are against the greatest. */
export function Bars({ label, bars }: { readonly label: string; readonly bars: readonly Bar[] }) {
  const greatest = Math.max(...bars.map(({ value }) => value), 0);
  return (
    <ul class="bars" aria-label={label}>
      {bars.map(({ name, value, text, href, tone = 'accent' }) => (
        <li key={name}>
          <span class="bars-name" title={name}>
            {href === undefined ? name : <a href={href}>{name}</a>}
          </span>
          <span class="bars-value">{text ?? formatNumber(value)}</span>
          <i
            style={{
              width: `${greatest === 0 ? 0 : (100 * value) / greatest}%`,
              background: `var(--${tone})`,
            }}
          />
        </li>
      ))}
    </ul>
  );
}
