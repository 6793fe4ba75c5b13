import type { resetRetentionPolicy, setRetentionPolicy } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Check } from '../../components/check.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import type { TableSize } from './retention-data.ts';

interface PolicyDialogProps {
  readonly row: TableSize;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const path = '/api/v1/retention-policies/{table}';

/** How long one table keeps its rows. */
export function PolicyDialog({ row: { table, policy }, onClose, onDone }: PolicyDialogProps) {
  const [days, setDays] = useState(String(policy?.retention_days ?? ''));
  const [isArchived, setArchived] = useState(policy?.archive_before_delete === true);
  const [isCleaned, setCleaned] = useState(policy?.cleanup_enabled === true);
  const end = (said: string): void => {
    tell(said);
    onDone();
    onClose();
  };
  const save = useAction(async () => {
    const body = {
      retention_days: Number(days),
      archive_before_delete: isArchived,
      cleanup_enabled: isCleaned,
    };
    await call<typeof setRetentionPolicy>('PATCH', path, { parameters: { table }, body });
    end('Saved. What is older leaves with the next run.');
  });
  const reset = useAction(async () => {
    await call<typeof resetRetentionPolicy>('DELETE', path, { parameters: { table } });
    end('It follows the defaults again.');
  });
  const error = save.error ?? reset.error;
  return (
    <Dialog title={`How long ${table} keeps its rows`} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save.run();
        }}
      >
        <Field
          label="Days"
          type="number"
          min={policy?.minimum_days ?? 1}
          value={days}
          onValue={setDays}
          required
          hint={`At least ${policy?.minimum_days ?? 1}.`}
        />
        <Check label="Rows that are older leave" isOn={isCleaned} onChange={setCleaned} />
        {policy?.can_be_archived === true && (
          <Check
            label="They are archived, and the archive is verified, before they leave"
            isOn={isArchived}
            onChange={setArchived}
          />
        )}
        {error !== undefined && <Problem error={error} />}
        <div class="row-end">
          {policy?.is_default === false && (
            <Button isBusy={reset.isBusy} onClick={() => void reset.run()}>
              Use the default
            </Button>
          )}
          <Button type="submit" kind="primary" isBusy={save.isBusy}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
