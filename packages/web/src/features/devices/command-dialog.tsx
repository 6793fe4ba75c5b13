import type { changeDeviceConfig, sendCommand } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { Button } from '../../components/button.tsx';
import { Check } from '../../components/check.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { keepRange } from '../../url/keep-range.ts';
import type { Device } from './device-words.ts';
import { readObject } from './read-object.ts';
import './devices.css';

interface CommandDialogProps {
  readonly device: Device;
  /** `config`: a new configuration, measured before and after. */
  readonly kind: 'command' | 'config';
  readonly onClose: () => void;
}

/** Has one device do something; leads to the job that it becomes. */
export function CommandDialog({ device, kind, onClose }: CommandDialogProps) {
  const isConfig = kind === 'config';
  const [action, setAction] = useState('');
  const [text, setText] = useState(isConfig ? JSON.stringify(device.config, undefined, 2) : '');
  const [reason, setReason] = useState('');
  const [isForced, setForced] = useState(false);
  const [, navigate] = useLocation();
  const parameters = { device_id: device.device_id };
  const force = isForced ? { force: true } : {};
  const given = readObject(text);
  const send = useAction(async () => {
    if (given === undefined)
      throw new Error('What is written below is no JSON object, such as {"currency": "GBP"}.');
    const isEmpty = Object.keys(given).length === 0;
    const job = isConfig
      ? await call<typeof changeDeviceConfig>('POST', '/api/v1/devices/{device_id}/config', {
          parameters,
          body: {
            config_version: action,
            config: given,
            ...(reason === '' ? {} : { reason }),
            ...force,
          },
        })
      : await call<typeof sendCommand>('POST', '/api/v1/devices/{device_id}/commands', {
          parameters,
          body: { action, ...(isEmpty ? {} : { payload: given }), ...force },
        });
    tell('On its way.');
    navigate(keepRange(`/jobs/${encodeURIComponent(job.job_id)}`));
  });
  return (
    <Dialog title={isConfig ? 'Push a configuration' : 'Send a command'} onClose={onClose}>
      <form
        class="devices-form"
        onSubmit={(event) => {
          event.preventDefault();
          void send.run();
        }}
      >
        {isConfig ? (
          <Field
            label="New version"
            value={action}
            onValue={setAction}
            required
            maxLength={50}
            placeholder="2.5.1"
            hint={`Now ${device.config_version ?? 'none'}.`}
          />
        ) : (
          <Field
            label="What is to be done"
            value={action}
            onValue={setAction}
            required
            maxLength={100}
            placeholder="restart"
          />
        )}
        <TextArea
          label={isConfig ? 'What it says, as JSON' : 'What it is told besides, as JSON'}
          value={text}
          onValue={setText}
          rows={isConfig ? 10 : 4}
          placeholder="{}"
        />
        {isConfig && <Field label="Why" value={reason} onValue={setReason} maxLength={500} />}
        <Check label="In busy hours too" isOn={isForced} onChange={setForced} />
        {send.error !== undefined && <Problem error={send.error} />}
        <div class="row">
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" kind="primary" isBusy={send.isBusy}>
            {isConfig ? 'Push' : 'Send'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
