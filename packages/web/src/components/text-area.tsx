import { useId } from 'preact/hooks';
import './field.css';

interface TextAreaProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly placeholder?: string;
  readonly rows?: number;
}

/** Several lines to write in. */
export function TextArea({ label, value, onValue, placeholder, rows = 4 }: TextAreaProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class="field-label">
        {label}
      </label>
      <textarea
        id={id}
        class="mono"
        rows={rows}
        value={value}
        placeholder={placeholder}
        spellcheck={false}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </div>
  );
}
