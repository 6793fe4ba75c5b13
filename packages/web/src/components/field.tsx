import type { ComponentChildren, InputHTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';
import './field.css';

interface Native {
  readonly type?:
    | 'text'
    | 'password'
    | 'email'
    | 'number'
    | 'date'
    | 'time'
    | 'datetime-local'
    | 'search';
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly disabled?: boolean;
  readonly autocomplete?: 'username' | 'current-password' | 'new-password' | 'off';
  readonly min?: string | number;
  readonly max?: string | number;
  readonly step?: string | number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly inputMode?: 'numeric' | 'decimal' | 'text';
}

interface FieldProps extends Native {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** What is wrong with it. */
  readonly error?: string | undefined;
  readonly hint?: ComponentChildren;
  /** The label is for readers only; something else shows what it is. */
  readonly isLabelHidden?: boolean;
}

/** A line to write in. */
export function Field({
  label,
  value,
  onValue,
  error,
  hint,
  isLabelHidden = false,
  ...native
}: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={isLabelHidden ? 'sr-only' : 'field-label'}>
        {label}
      </label>
      <input
        {...(native as InputHTMLAttributes<HTMLInputElement>)}
        id={id}
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-more`}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <span id={`${id}-more`} class={error === undefined ? 'field-hint' : 'field-error'}>
        {error ?? hint}
      </span>
    </div>
  );
}
