import { Field } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { TextArea } from '../../components/text-area.tsx';
import type { JobDraft } from './job-draft.ts';

/** What a step of the form is given. */
export interface StepProps {
  readonly draft: JobDraft;
  readonly onDraft: (changed: Partial<JobDraft>) => void;
}

const usual = [
  '',
  'Update POS payment config',
  'Restart terminals',
  'Update firmware',
  'Collect logs',
] as const;

/** What is to be done. */
export function WhatStep({ draft, onDraft }: StepProps) {
  return (
    <>
      <Select
        label="Usual ones"
        value={usual.find((action) => action === draft.action) ?? ''}
        options={usual.map((value) => ({ value, label: value === '' ? 'Something else' : value }))}
        onValue={(action) => onDraft({ action })}
      />
      <Field
        label="What is to be done"
        value={draft.action}
        onValue={(action) => onDraft({ action })}
        required
        maxLength={100}
        placeholder="Update POS payment config"
      />
      <Field
        label="Configuration version"
        value={draft.version}
        onValue={(version) => onDraft({ version })}
        maxLength={50}
        placeholder="2.6.0"
        hint="With one, a device is done when it reports this version and passes a check, and the change is measured before and after."
      />
      <Field
        label="Where the configuration lies"
        value={draft.url}
        onValue={(url) => onDraft({ url })}
        maxLength={500}
        placeholder="https://…"
      />
      <TextArea
        label="What the devices are told (JSON)"
        value={draft.payload}
        onValue={(payload) => onDraft({ payload })}
        placeholder='{"payment_timeout_seconds": 8}'
      />
    </>
  );
}
