import type { AnswerOf, createSite, removeSite, showSite, updateSite } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { myZone } from '../../time/zone.ts';
import { keepRange } from '../../url/keep-range.ts';
import './sites.css';

type Site = AnswerOf<typeof showSite>;

interface SiteFormProps {
  /** Absent for a new one. */
  readonly site?: Site;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

interface Draft {
  readonly site_id: string;
  readonly name: string;
  readonly location: string;
  readonly description: string;
  readonly timezone: string;
  readonly latitude: string;
  readonly longitude: string;
}

const draftOf = (site: Site | undefined): Draft => ({
  site_id: site?.site_id ?? '',
  name: site?.name ?? '',
  location: site?.location ?? '',
  description: site?.description ?? '',
  timezone: site?.timezone ?? myZone,
  latitude: site?.latitude?.toString() ?? '',
  longitude: site?.longitude?.toString() ?? '',
});

const numberOrNull = (text: string): number | null => (text.trim() === '' ? null : Number(text));

/** What is changed; '' takes something away. */
function bodyOf(draft: Draft) {
  return {
    name: draft.name,
    location: draft.location === '' ? null : draft.location,
    description: draft.description === '' ? null : draft.description,
    timezone: draft.timezone,
    latitude: numberOrNull(draft.latitude),
    longitude: numberOrNull(draft.longitude),
  };
}

interface FieldsProps {
  readonly isNew: boolean;
  readonly draft: Draft;
  readonly set: (name: keyof Draft) => (value: string) => void;
  readonly faultOf: (name: string) => string | undefined;
}

function Fields({ isNew, draft, set, faultOf }: FieldsProps) {
  return (
    <>
      {isNew && (
        <Field
          label="Id"
          value={draft.site_id}
          onValue={set('site_id')}
          placeholder="site-003"
          required
          maxLength={50}
          error={faultOf('site_id')}
        />
      )}
      <Field
        label="Name"
        value={draft.name}
        onValue={set('name')}
        required
        maxLength={100}
        error={faultOf('name')}
      />
      <Field label="Address" value={draft.location} onValue={set('location')} maxLength={200} />
      <Field
        label="What kind of place it is"
        value={draft.description}
        onValue={set('description')}
        maxLength={2_000}
      />
      <Field
        label="Time zone"
        value={draft.timezone}
        onValue={set('timezone')}
        required
        placeholder="Europe/London"
        error={faultOf('timezone')}
      />
      <Field
        label="Latitude"
        type="number"
        min={-90}
        max={90}
        step="any"
        value={draft.latitude}
        onValue={set('latitude')}
      />
      <Field
        label="Longitude"
        type="number"
        min={-180}
        max={180}
        step="any"
        value={draft.longitude}
        onValue={set('longitude')}
      />
    </>
  );
}

/** A site to be entered, changed or removed. */
export function SiteForm({ site, onClose, onDone }: SiteFormProps) {
  const [draft, setDraft] = useState(() => draftOf(site));
  const [isSure, setSure] = useState(false);
  const [, navigate] = useLocation();
  const set = (name: keyof Draft) => (value: string) => setDraft({ ...draft, [name]: value });
  const save = useAction(async () => {
    if (site === undefined)
      await call<typeof createSite>('POST', '/api/v1/sites', {
        body: { site_id: draft.site_id, ...bodyOf(draft) },
      });
    else
      await call<typeof updateSite>('PATCH', '/api/v1/sites/{site_id}', {
        parameters: { site_id: site.site_id },
        body: bodyOf(draft),
      });
    tell('Saved.');
    onDone();
    onClose();
  });
  const remove = useAction(async () => {
    await call<typeof removeSite>('DELETE', '/api/v1/sites/{site_id}', {
      parameters: { site_id: draft.site_id },
    });
    tell(`${draft.name} is removed. What was recorded there stays.`);
    navigate(keepRange('/sites'));
  });
  const error = save.error ?? remove.error;
  const faultOf = (name: string) =>
    error?.path?.endsWith(name) === true ? error.message : undefined;
  return (
    <Dialog title={site === undefined ? 'New site' : 'Edit site'} onClose={onClose}>
      <form
        class="sites-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save.run();
        }}
      >
        <Fields isNew={site === undefined} draft={draft} set={set} faultOf={faultOf} />
        {error !== undefined && <Problem error={error} />}
        <div class="row">
          {site !== undefined && (
            <Button
              kind="danger"
              isBusy={remove.isBusy}
              onClick={() => (isSure ? void remove.run() : setSure(true))}
            >
              {isSure ? 'Yes, remove it' : 'Remove site'}
            </Button>
          )}
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" kind="primary" isBusy={save.isBusy}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
