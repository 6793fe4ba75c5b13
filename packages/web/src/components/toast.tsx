import { signal } from '@preact/signals';
import './toast.css';

interface Said {
  readonly id: number;
  readonly text: string;
}

const said = signal<readonly Said[]>([]);
const shownMilliseconds = 5_000;
const saidMax = 3;
let lastId = 0;

/** Says that something was done, for some seconds, without being in the way. Errors are shown where they happened. */
export function tell(text: string): void {
  lastId += 1;
  const one = { id: lastId, text };
  said.value = [...said.value, one].slice(-saidMax);
  setTimeout(() => {
    said.value = said.value.filter((other) => other !== one);
  }, shownMilliseconds);
}

/** Where that is shown; once in the shell. */
export function Toasts() {
  return (
    <div class="toast" role="status" aria-live="polite">
      {said.value.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}
