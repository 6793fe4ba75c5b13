import type { CallError } from '../resources/call-error.ts';
import { Button } from './button.tsx';
import './problem.css';

interface ProblemProps {
  readonly error: CallError;
  /** Tries again; no button where absent. */
  readonly onRetry?: (() => void) | undefined;
}

function titleOf(status: number): string {
  if (status === 0) return 'No answer';
  return status === 403 ? 'Not permitted' : `Error ${status}`;
}

/** An error in the words of the server, with the id that finds it in the log. */
export function Problem({ error, onRetry }: ProblemProps) {
  return (
    <div class="problem" role="alert">
      <p>
        <b>{titleOf(error.status)}</b> {error.message}
        {error.path !== undefined && <span class="faint"> at {error.path}</span>}
      </p>
      <p class="problem-foot">
        {onRetry !== undefined && error.status !== 403 && (
          <Button onClick={onRetry}>Try again</Button>
        )}
        {error.requestId !== undefined && (
          <span class="faint">
            request <code>{error.requestId}</code>
          </span>
        )}
      </p>
    </div>
  );
}
