import type { createKey, KeyScope } from '@homepot/catalogue';
import { keyScopes } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { Select } from '../../components/select.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { ShownOnce } from './shown-once.tsx';

interface NewKeyProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const words: Readonly<Record<KeyScope, string>> = {
  ingest: 'ingest: sends what happens',
  read: 'read: reads rows and numbers',
  admin: 'admin: administers',
  browser: 'browser: stands in a web page',
  display: 'display: a screen on a wall',
};

/** Makes a key, and shows it this once. */
export function NewKey({ onClose, onDone }: NewKeyProps) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState<KeyScope>('ingest');
  const [origins, setOrigins] = useState('');
  const [expires, setExpires] = useState('');
  const [key, setKey] = useState<string>();
  const create = useAction(async () => {
    const made = await call<typeof createKey>('POST', '/api/v1/keys', {
      body: {
        name,
        scope,
        ...(expires === '' ? {} : { expires_at: expires }),
        ...(scope === 'browser'
          ? { allowed_origins: origins.split(/[\s,]+/).filter((each) => each !== '') }
          : {}),
      },
    });
    onDone();
    setKey(made.key);
  });
  if (key !== undefined)
    return (
      <ShownOnce
        title="The key"
        text={key}
        note="It is shown this once, and never kept in clear."
        onClose={onClose}
      />
    );
  return (
    <Dialog title="New key" onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void create.run();
        }}
      >
        <Field label="What it is for" value={name} onValue={setName} required maxLength={100} />
        <Select
          label="What it may do"
          value={scope}
          options={keyScopes.map((value) => ({ value, label: words[value] }))}
          onValue={setScope}
        />
        {scope === 'browser' && (
          <Field
            label="Origins of the pages"
            value={origins}
            onValue={setOrigins}
            placeholder="https://shop.example"
            required
          />
        )}
        <Field
          label="Ends on"
          type="date"
          value={expires}
          onValue={setExpires}
          hint="Empty: never by itself."
        />
        {create.error !== undefined && <Problem error={create.error} />}
        <div class="row-end">
          <Button type="submit" kind="primary" isBusy={create.isBusy}>
            Make
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
