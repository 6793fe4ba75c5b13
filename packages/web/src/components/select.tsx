import { useId } from 'preact/hooks';
import './field.css';

interface SelectProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onValue: (value: Value) => void;
  readonly isLabelHidden?: boolean;
}

/** A choice of one out of a few. */
export function Select<Value extends string>({
  label,
  value,
  options,
  onValue,
  isLabelHidden = false,
}: SelectProps<Value>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={isLabelHidden ? 'sr-only' : 'field-label'}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => onValue(event.currentTarget.value as Value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
