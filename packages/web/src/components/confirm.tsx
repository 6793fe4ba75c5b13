import type { ComponentChildren } from 'preact';
import type { Action } from '../resources/use-action.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Problem } from './problem.tsx';
import './confirm.css';

interface ConfirmProps {
  readonly title: string;
  /** What will happen, and to how many. */
  readonly children: ComponentChildren;
  /** The verb on the button. */
  readonly verb: string;
  readonly isDanger?: boolean;
  readonly action: Action<readonly []>;
  readonly onClose: () => void;
}

/** Asks before something is done that cannot simply be undone. */
export function Confirm({
  title,
  children,
  verb,
  isDanger = false,
  action,
  onClose,
}: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="confirm">
        {children}
        {action.error !== undefined && <Problem error={action.error} />}
        <div class="confirm-foot">
          <Button onClick={onClose}>Leave it</Button>
          <Button
            kind={isDanger ? 'danger' : 'primary'}
            isBusy={action.isBusy}
            onClick={async () => {
              if (await action.run()) onClose();
            }}
          >
            {verb}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
