import type { createDevice } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { keepRange } from '../../url/keep-range.ts';
import './devices.css';

interface NewDeviceProps {
  /** The site that the list is narrowed to. */
  readonly site: string;
  readonly onClose: () => void;
}

/** Enters a device by hand; a token for enrolment lets one enter itself. */
export function NewDevice({ site: given, onClose }: NewDeviceProps) {
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  const [site, setSite] = useState(given);
  const [segment, setSegment] = useState('');
  const [interval, setInterval] = useState('30');
  const [, navigate] = useLocation();
  const create = useAction(async () => {
    await call<typeof createDevice>('POST', '/api/v1/devices', {
      body: {
        device_id: id,
        site_id: site,
        report_interval_seconds: Number(interval),
        ...(name === '' ? {} : { name }),
        ...(segment === '' ? {} : { segment }),
      },
    });
    tell(`${id} is entered. It needs a credential to report.`);
    navigate(keepRange(`/devices/${encodeURIComponent(id)}?tab=credentials`));
  });
  return (
    <Dialog title="New device" onClose={onClose}>
      <form
        class="devices-form"
        onSubmit={(event) => {
          event.preventDefault();
          void create.run();
        }}
      >
        <Field
          label="Id"
          value={id}
          onValue={setId}
          required
          maxLength={100}
          placeholder="pos-terminal-013"
        />
        <Field
          label="Name"
          value={name}
          onValue={setName}
          maxLength={100}
          hint="Its id where empty."
        />
        <Field
          label="Site, by its id"
          value={site}
          onValue={setSite}
          required
          maxLength={50}
          placeholder="site-001"
        />
        <Field
          label="Segment"
          value={segment}
          onValue={setSegment}
          maxLength={100}
          placeholder="pos-terminals"
        />
        <Field
          label="Seconds between two reports"
          type="number"
          min={1}
          max={86_400}
          value={interval}
          onValue={setInterval}
          required
        />
        {create.error !== undefined && <Problem error={create.error} />}
        <div class="row">
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" kind="primary" isBusy={create.isBusy}>
            Enter device
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
