import { useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { copyText } from './copy-text.ts';
import './snippet.css';

interface SnippetProps {
  readonly text: string;
  /** What it is, for readers: `Command to send a record`. */
  readonly label: string;
}

const shownMilliseconds = 2_000;

/** Text to be copied. */
export function Snippet({ text, label }: SnippetProps) {
  const [said, setSaid] = useState('Copy');
  const copy = async (): Promise<void> => {
    const worked = await copyText(text);
    setSaid(worked ? 'Copied' : 'Select it to copy');
    setTimeout(() => setSaid('Copy'), shownMilliseconds);
  };
  return (
    <figure class="snippet" aria-label={label}>
      <pre>{text}</pre>
      <Button onClick={copy} aria-live="polite">
        {said}
      </Button>
    </figure>
  );
}
