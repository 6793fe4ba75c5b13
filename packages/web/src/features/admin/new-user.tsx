import type { createUser } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Check } from '../../components/check.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';

interface NewUserProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Enters a person, who signs in by a link first. */
export function NewUser({ onClose, onDone }: NewUserProps) {
  const [username, setUsername] = useState('');
  const [email, setEmail] = useState('');
  const [isAdmin, setAdmin] = useState(false);
  const create = useAction(async () => {
    await call<typeof createUser>('POST', '/api/v1/users', {
      body: { username, email, is_admin: isAdmin },
    });
    tell(`${username} can sign in with a login link.`);
    onDone();
    onClose();
  });
  return (
    <Dialog title="New person" onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void create.run();
        }}
      >
        <Field label="Name" value={username} onValue={setUsername} required autocomplete="off" />
        <Field
          label="E-mail"
          type="email"
          value={email}
          onValue={setEmail}
          required
          autocomplete="off"
        />
        <Check label="May administer" isOn={isAdmin} onChange={setAdmin} />
        {create.error !== undefined && <Problem error={create.error} />}
        <div class="row-end">
          <Button type="submit" kind="primary" isBusy={create.isBusy}>
            Enter
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
