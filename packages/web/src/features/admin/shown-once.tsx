import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Snippet } from '../../components/snippet.tsx';

interface ShownOnceProps {
  readonly title: string;
  readonly text: string;
  readonly note: string;
  readonly onClose: () => void;
}

/** A secret that is shown this once. */
export function ShownOnce({ title, text, note, onClose }: ShownOnceProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="stack">
        <p>{note}</p>
        <Snippet label={title} text={text} />
        <div class="row-end">
          <Button kind="primary" onClick={onClose}>
            I kept it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
