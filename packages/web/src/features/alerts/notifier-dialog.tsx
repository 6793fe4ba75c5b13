import type { createNotifier, NotifierKind } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { optionsOf } from '../../components/options-of.ts';
import { Problem } from '../../components/problem.tsx';
import { Snippet } from '../../components/snippet.tsx';
import { Toggle } from '../../components/toggle.tsx';
import { wordsOf } from '../../format/words-of.ts';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';

interface NotifierDialogProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const kindWords: Readonly<Record<NotifierKind, string>> = {
  webhook: 'Webhook',
  email: 'E-mail',
  log: 'Log',
};

/** A new one who is told; the secret of a webhook is shown once. */
export function NotifierDialog({ onClose, onDone }: NotifierDialogProps) {
  const [kind, setKind] = useState<NotifierKind>('webhook');
  const [name, setName] = useState('');
  const [where, setWhere] = useState('');
  const [secret, setSecret] = useState<string | null>();
  const create = useAction(async () => {
    const configuration = kind === 'webhook' ? { url: where } : { to: wordsOf(where) };
    const made = await call<typeof createNotifier>('POST', '/api/v1/notifiers', {
      body: { name, kind, ...(kind === 'log' ? {} : { configuration }) },
    });
    onDone();
    if (made.secret === null) onClose();
    setSecret(made.secret);
  });
  if (typeof secret === 'string') {
    return (
      <Dialog title="The secret of the webhook" onClose={onClose}>
        <div class="stack">
          <p>It signs every message as Standard Webhooks has it. It is shown this once.</p>
          <Snippet label="Secret" text={secret} />
          <div class="row-end">
            <Button kind="primary" onClick={onClose}>
              I kept it
            </Button>
          </div>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="New notifier" onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void create.run();
        }}
      >
        <Toggle label="Kind" value={kind} options={optionsOf(kindWords)} onValue={setKind} />
        <Field label="Name" value={name} onValue={setName} required />
        {kind === 'webhook' && (
          <Field
            label="Address"
            value={where}
            onValue={setWhere}
            placeholder="https://…"
            required
          />
        )}
        {kind === 'email' && (
          <Field
            label="Recipients"
            value={where}
            onValue={setWhere}
            placeholder="ops@example.com"
            required
          />
        )}
        {create.error !== undefined && <Problem error={create.error} />}
        <div class="row-end">
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" kind="primary" isBusy={create.isBusy}>
            Make
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
