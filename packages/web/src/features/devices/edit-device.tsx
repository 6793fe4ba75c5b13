import type { removeDevice, updateDevice } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import type { Device } from './device-words.ts';
import './devices.css';

interface EditDeviceProps {
  readonly device: Device;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** What people keep of a device: its name, where it stands, how often it reports; and its end. */
export function EditDevice({ device, onClose, onDone }: EditDeviceProps) {
  const [name, setName] = useState(device.name);
  const [site, setSite] = useState(device.site_id);
  const [segment, setSegment] = useState(device.segment ?? '');
  const [interval, setInterval] = useState(String(device.report_interval_seconds));
  const [isSure, setSure] = useState(false);
  const parameters = { device_id: device.device_id };
  const done = (text: string): void => {
    tell(text);
    onDone();
    onClose();
  };
  const save = useAction(async () => {
    await call<typeof updateDevice>('PATCH', '/api/v1/devices/{device_id}', {
      parameters,
      body: {
        name,
        site_id: site,
        segment: segment === '' ? null : segment,
        report_interval_seconds: Number(interval),
      },
    });
    done('Saved.');
  });
  const remove = useAction(async () => {
    if (device.is_active)
      await call<typeof removeDevice>('DELETE', '/api/v1/devices/{device_id}', { parameters });
    else
      await call<typeof updateDevice>('PATCH', '/api/v1/devices/{device_id}', {
        parameters,
        body: { is_active: true },
      });
    done(
      device.is_active
        ? 'Removed. What it reported stays.'
        : 'It is back; it needs a new credential.',
    );
  });
  const error = save.error ?? remove.error;
  return (
    <Dialog title="Edit device" onClose={onClose}>
      <form
        class="devices-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save.run();
        }}
      >
        <Field label="Name" value={name} onValue={setName} required maxLength={100} />
        <Field label="Site, by its id" value={site} onValue={setSite} required maxLength={50} />
        <Field label="Segment" value={segment} onValue={setSegment} maxLength={100} />
        <Field
          label="Seconds between two reports"
          type="number"
          min={1}
          max={86_400}
          value={interval}
          onValue={setInterval}
          required
        />
        {error !== undefined && <Problem error={error} />}
        <div class="row">
          <Button
            kind={device.is_active ? 'danger' : 'plain'}
            isBusy={remove.isBusy}
            onClick={() => (isSure || !device.is_active ? void remove.run() : setSure(true))}
          >
            {device.is_active ? (isSure ? 'Yes, remove it' : 'Remove device') : 'Bring it back'}
          </Button>
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" kind="primary" isBusy={save.isBusy}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
