import './toggle.css';

interface ToggleProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onValue: (value: Value) => void;
}

/** A choice of one out of two to five, all in sight. */
export function Toggle<Value extends string>({
  label,
  value,
  options,
  onValue,
}: ToggleProps<Value>) {
  return (
    <fieldset class="toggle">
      <legend class="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onValue(option.value)}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
