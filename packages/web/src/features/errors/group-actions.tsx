import type { updateErrorGroup } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { Select } from '../../components/select.tsx';
import { tell } from '../../components/toast.tsx';
import type { CallParts } from '../../resources/call.ts';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import type { ShownGroup } from './error-group.ts';

interface GroupActionsProps {
  readonly group: ShownGroup;
  readonly onDone: () => void;
}

type Change = NonNullable<CallParts<typeof updateErrorGroup>['body']>;

const lengths = [
  { value: '1', label: 'for an hour' },
  { value: '24', label: 'for a day' },
  { value: '168', label: 'for a week' },
  { value: '', label: 'for ever' },
] as const;
type Hours = (typeof lengths)[number]['value'];

const hourMs = 3_600_000;

/** Resolve, ignore until, reopen, name and note. */
export function GroupActions({ group, onDone }: GroupActionsProps) {
  const [hours, setHours] = useState<Hours>('24');
  const [isEditing, setEditing] = useState(false);
  const update = useAction(async (change: Change, said: string) => {
    await call<typeof updateErrorGroup>('PATCH', '/api/v1/errors/{fingerprint}', {
      parameters: { fingerprint: group.fingerprint },
      body: change,
    });
    tell(said);
    onDone();
  });
  const ignore = () =>
    update.run(
      {
        status: 'ignored',
        ignored_until:
          hours === '' ? null : new Date(Date.now() + Number(hours) * hourMs).toISOString(),
      },
      `Ignored ${lengths.find(({ value }) => value === hours)?.label}.`,
    );
  return (
    <>
      <div class="row" role="toolbar" aria-label="What to do about it">
        {group.status === 'open' ? (
          <>
            <Button
              kind="primary"
              isBusy={update.isBusy}
              onClick={() =>
                void update.run(
                  { status: 'resolved' },
                  'Resolved. It opens again if it happens again.',
                )
              }
            >
              Resolve
            </Button>
            <Button isBusy={update.isBusy} onClick={() => void ignore()}>
              Ignore
            </Button>
            <Select
              label="How long to ignore it"
              isLabelHidden
              value={hours}
              options={lengths}
              onValue={setHours}
            />
          </>
        ) : (
          <Button
            kind="primary"
            isBusy={update.isBusy}
            onClick={() => void update.run({ status: 'open' }, 'Open again.')}
          >
            Reopen
          </Button>
        )}
        <Button onClick={() => setEditing(true)}>Name and note</Button>
      </div>
      {update.error !== undefined && !isEditing && <Problem error={update.error} />}
      {isEditing && <Editor group={group} update={update} onClose={() => setEditing(false)} />}
    </>
  );
}

interface EditorProps {
  readonly group: ShownGroup;
  readonly update: ReturnType<typeof useAction<[Change, string]>>;
  readonly onClose: () => void;
}

function Editor({ group, update, onClose }: EditorProps) {
  const [title, setTitle] = useState(group.title);
  const [notes, setNotes] = useState(group.notes ?? '');
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (
      await update.run(
        { title: title === '' ? null : title, notes: notes === '' ? null : notes },
        'Saved.',
      )
    )
      onClose();
  };
  return (
    <Dialog title="Name and note" onClose={onClose}>
      <form class="stack" onSubmit={(event) => void save(event)}>
        <Field
          label="Title"
          value={title}
          onValue={setTitle}
          hint="Empty: type and message of the first error."
        />
        <Field
          label="Notes"
          value={notes}
          onValue={setNotes}
          hint="What is known of it, for whoever looks next."
        />
        {update.error !== undefined && <Problem error={update.error} />}
        <div class="row">
          <Button type="submit" kind="primary" isBusy={update.isBusy}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
