import { Button } from './button.tsx';
import './more-rows.css';

interface MoreRowsProps {
  /** How many are shown, in words: `50 devices`. */
  readonly shown: string;
  /** Shows the next page; absent on the last one. */
  readonly onMore?: (() => void) | undefined;
  readonly isLoading?: boolean;
}

/** The end of a list that goes on. */
export function MoreRows({ shown, onMore, isLoading = false }: MoreRowsProps) {
  return (
    <div class="more-rows">
      <span class="faint">
        {onMore === undefined ? `${shown}, all of them` : `${shown} so far`}
      </span>
      {onMore !== undefined && (
        <Button onClick={onMore} isBusy={isLoading}>
          Show more
        </Button>
      )}
    </div>
  );
}
