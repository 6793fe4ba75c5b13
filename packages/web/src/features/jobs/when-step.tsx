import { Field } from '../../components/field.tsx';
import { optionsOf } from '../../components/options-of.ts';
import { Select } from '../../components/select.tsx';
import { Toggle } from '../../components/toggle.tsx';
import { closedSiteWords, rollbackWords, scheduleWords } from './job-words.ts';
import type { StepProps } from './what-step.tsx';

/** When it starts, in which steps, and what follows. */
export function WhenStep({ draft, onDraft }: StepProps) {
  return (
    <>
      <Toggle
        label="When it starts"
        value={draft.schedule}
        options={optionsOf(scheduleWords)}
        onValue={(schedule) => onDraft({ schedule })}
      />
      {draft.schedule === 'at' && (
        <Field
          label="Starts at (your time)"
          type="datetime-local"
          value={draft.at}
          onValue={(at) => onDraft({ at })}
          required
        />
      )}
      <Toggle
        label="How many at a time"
        value={draft.isStaged ? 'staged' : 'all'}
        options={[
          { value: 'all', label: 'All at once' },
          { value: 'staged', label: 'In stages' },
        ]}
        onValue={(how) => onDraft({ isStaged: how === 'staged' })}
      />
      {draft.isStaged && (
        <>
          <Field
            label="Stages, percent of the devices"
            value={draft.stages}
            onValue={(stages) => onDraft({ stages })}
            hint="Rising to 100. A stage begins when the one before has ended well."
          />
          <Field
            label="Pause when more than this fail, percent of a stage"
            type="number"
            min={0}
            max={100}
            value={draft.threshold}
            onValue={(threshold) => onDraft({ threshold })}
          />
        </>
      )}
      <Select
        label="Devices of closed sites"
        value={draft.closedSites}
        options={optionsOf(closedSiteWords)}
        onValue={(closedSites) => onDraft({ closedSites })}
      />
      <Select
        label="If the change does harm"
        value={draft.rollback}
        options={optionsOf(rollbackWords)}
        onValue={(rollback) => onDraft({ rollback })}
      />
    </>
  );
}
