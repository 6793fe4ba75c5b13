import type { createSilence } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { Select } from '../../components/select.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';

interface SilenceDialogProps {
  readonly given: { readonly rule: string; readonly device: string };
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const hourMs = 3_600_000;
const lengths = [
  { value: '1', label: 'an hour' },
  { value: '4', label: 'four hours' },
  { value: '24', label: 'a day' },
  { value: '168', label: 'a week' },
] as const;
type Hours = (typeof lengths)[number]['value'];

/** Has nobody told of something for a time. */
export function SilenceDialog({ given, onClose, onDone }: SilenceDialogProps) {
  const [rule, setRule] = useState(given.rule);
  const [device, setDevice] = useState(given.device);
  const [site, setSite] = useState('');
  const [reason, setReason] = useState('');
  const [hours, setHours] = useState<Hours>('1');
  const create = useAction(() =>
    call<typeof createSilence>('POST', '/api/v1/alert-silences', {
      body: {
        reason,
        ends_at: new Date(Date.now() + Number(hours) * hourMs).toISOString(),
        ...(rule === '' ? {} : { rule_id: Number(rule) }),
        ...(device === '' ? {} : { device_id: device }),
        ...(site === '' ? {} : { site_id: site }),
      },
    }),
  );
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!(await create.run())) return;
    tell('Silenced. What still fires when it ends is told then.');
    onDone();
    onClose();
  };
  return (
    <Dialog title="Silence" onClose={onClose}>
      <form class="stack" onSubmit={(event) => void save(event)}>
        <Field
          label="Rule, by its number"
          type="number"
          min={1}
          value={rule}
          onValue={setRule}
          hint="All that is given must fit; one is needed."
        />
        <Field label="Device" value={device} onValue={setDevice} />
        <Field label="Site" value={site} onValue={setSite} />
        <Select label="For" value={hours} options={lengths} onValue={setHours} />
        <Field label="Why" value={reason} onValue={setReason} required maxLength={500} />
        {create.error !== undefined && <Problem error={create.error} />}
        <div class="row-end">
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" kind="primary" isBusy={create.isBusy}>
            Silence
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
