import type { listSites } from '@homepot/catalogue';
import { Field } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { useResource } from '../../resources/use-resource.ts';
import { Reach } from './reach.tsx';
import type { StepProps } from './what-step.tsx';

const sitesMax = 200;

/** For whom it is, with a count of whom that reaches now. */
export function WhomStep({ draft, onDraft }: StepProps) {
  const sites = useResource<typeof listSites>('/api/v1/sites', { query: { limit: sitesMax } });
  const known = sites.data?.data ?? [];
  const options = [
    { value: '', label: 'All sites' },
    ...known.map(({ site_id: value, name }) => ({ value, label: `${name} (${value})` })),
    ...(draft.site !== '' && !known.some(({ site_id: id }) => id === draft.site)
      ? [{ value: draft.site, label: draft.site }]
      : []),
  ];
  return (
    <>
      <Select
        label="Site"
        value={draft.site}
        options={options}
        onValue={(site) => onDraft({ site })}
      />
      <Field
        label="Segment"
        value={draft.segment}
        onValue={(segment) => onDraft({ segment })}
        maxLength={100}
        placeholder="pos-terminals"
        hint="A group of devices; empty for all of the site."
      />
      <Field
        label="Or these devices alone"
        value={draft.devices}
        onValue={(devices) => onDraft({ devices })}
        placeholder="pos-terminal-001, pos-terminal-002"
      />
      <Reach draft={draft} />
    </>
  );
}
