import type { listFleetSites, replaceSchedules } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Check } from '../../components/check.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { tell } from '../../components/toast.tsx';
import { countOf } from '../../format/numbers.ts';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { useResource } from '../../resources/use-resource.ts';
import type { WeekDraft } from './week-draft.ts';
import { toLines } from './week-draft.ts';

interface CopyToSitesProps {
  readonly siteId: string;
  readonly week: WeekDraft;
  readonly onClose: () => void;
}

/** Puts a week in the place of those of other sites, one after the other. */
export function CopyToSites({ siteId, week, onClose }: CopyToSitesProps) {
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const query = { limit: 50, ...(search === '' ? {} : { search }) };
  const sites = useResource<typeof listFleetSites>('/api/v1/fleet/sites', { query });
  const copy = useAction(async () => {
    const body = { schedules: toLines(week) };
    for (const site_id of chosen) {
      await call<typeof replaceSchedules>('PUT', '/api/v1/sites/{site_id}/schedules', {
        parameters: { site_id },
        body,
      });
      setChosen((before) => before.filter((each) => each !== site_id));
    }
    tell(`Copied to ${countOf(chosen.length, 'site')}.`);
  });
  const others = (sites.data?.data ?? []).filter(({ site_id }) => site_id !== siteId);
  return (
    <Dialog title="Copy this week to other sites" onClose={onClose}>
      <div class="stack">
        <Field
          label="Site"
          type="search"
          value={search}
          onValue={setSearch}
          hint="Their own weeks are replaced; their holidays stay."
        />
        <div class="stack">
          {others.map(({ site_id, name }) => (
            <Check
              key={site_id}
              label={`${name} (${site_id})`}
              isOn={chosen.includes(site_id)}
              onChange={(isOn) =>
                setChosen(isOn ? [...chosen, site_id] : chosen.filter((each) => each !== site_id))
              }
            />
          ))}
          {others.length === 0 && <p class="quiet">No other site fits.</p>}
        </div>
        {copy.error !== undefined && <Problem error={copy.error} />}
        <div class="row">
          <Button onClick={onClose}>Leave it</Button>
          <Button
            kind="primary"
            disabled={chosen.length === 0}
            isBusy={copy.isBusy}
            onClick={async () => {
              if (await copy.run()) onClose();
            }}
          >
            Copy to {countOf(chosen.length, 'site')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
