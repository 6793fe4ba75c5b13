import type { updateDevice } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Field } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { CommandDialog } from './command-dialog.tsx';
import type { Device } from './device-words.ts';
import { EditDevice } from './edit-device.tsx';

interface DeviceActionsProps {
  readonly device: Device;
  readonly onDone: () => void;
}

/** What an administrator does with a device. */
export function DeviceActions({ device, onDone }: DeviceActionsProps) {
  const [shown, setShown] = useState<'command' | 'config' | 'edit' | 'maintenance'>();
  const [reason, setReason] = useState('');
  const set = useAction(async (status: 'maintenance' | 'unknown') => {
    await call<typeof updateDevice>('PATCH', '/api/v1/devices/{device_id}', {
      parameters: { device_id: device.device_id },
      body: { status, ...(reason === '' ? {} : { reason }) },
    });
    tell(
      status === 'maintenance'
        ? 'In maintenance.'
        : 'Maintenance is over; its next report says how it is.',
    );
    onDone();
  });
  const close = (): void => setShown(undefined);
  if (!device.is_active) {
    return (
      <>
        <Button onClick={() => setShown('edit')}>Edit</Button>
        {shown === 'edit' && <EditDevice device={device} onClose={close} onDone={onDone} />}
      </>
    );
  }
  return (
    <>
      <Button onClick={() => setShown('edit')}>Edit</Button>
      {device.status === 'maintenance' ? (
        <Button isBusy={set.isBusy} onClick={() => void set.run('unknown')}>
          End maintenance
        </Button>
      ) : (
        <Button onClick={() => setShown('maintenance')}>Maintenance</Button>
      )}
      <Button onClick={() => setShown('config')}>Push configuration</Button>
      <Button kind="primary" onClick={() => setShown('command')}>
        Send command
      </Button>
      {set.error !== undefined && shown === undefined && <Problem error={set.error} />}
      {(shown === 'command' || shown === 'config') && (
        <CommandDialog device={device} kind={shown} onClose={close} />
      )}
      {shown === 'edit' && <EditDevice device={device} onClose={close} onDone={onDone} />}
      {shown === 'maintenance' && (
        <Confirm
          title="Put it into maintenance?"
          verb="Begin maintenance"
          action={{ ...set, run: () => set.run('maintenance') }}
          onClose={close}
        >
          <p>It is not missed while it is silent, and alerts about it are muted.</p>
          <Field label="Why" value={reason} onValue={setReason} maxLength={500} />
        </Confirm>
      )}
    </>
  );
}
