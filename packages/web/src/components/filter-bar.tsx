import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useKeys } from '../keyboard/use-keys.ts';
import './filter-bar.css';

interface FilterBarProps {
  /** What is typed; kept in the address by whoever shows the bar, with `{ replace: true }`. */
  readonly text?: string;
  readonly onText?: (text: string) => void;
  readonly placeholder?: string;
  /** Selects, toggles, buttons. */
  readonly children?: ComponentChildren;
  /** Takes all filters back; shown while there are some. */
  readonly onClear?: (() => void) | undefined;
}

/** What a list is narrowed by; `/` goes to the text. */
export function FilterBar({
  text,
  onText,
  placeholder = 'Filter',
  children,
  onClear,
}: FilterBarProps) {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ filter: () => input.current?.focus() });
  return (
    <search class="filter-bar">
      {onText !== undefined && (
        <input
          ref={input}
          type="search"
          class="filter-bar-text"
          value={text}
          placeholder={`${placeholder}  ( / )`}
          aria-label={placeholder}
          onInput={(event) => onText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
      )}
      {children}
      {onClear !== undefined && (
        <button type="button" class="button button-plain" onClick={onClear}>
          Clear
        </button>
      )}
    </search>
  );
}
