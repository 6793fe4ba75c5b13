import {
  alertComparators,
  alertMeasureNames,
  alertMeasureOf,
  alertSeverities,
  missingDataPolicies,
} from '@homepot/catalogue';
import { Check } from '../../components/check.tsx';
import { Field } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { Toggle } from '../../components/toggle.tsx';
import type { RuleDraft } from './rule-draft.ts';

interface RuleFieldsProps {
  readonly draft: RuleDraft;
  readonly onDraft: (changed: Partial<RuleDraft>) => void;
}

const plain = <Value extends string>(values: readonly Value[]) =>
  values.map((value) => ({ value, label: value }));
const missingWords = {
  resolve: 'all is well',
  keep: 'as it was',
  fire: 'something is wrong',
} as const;

/** Whom the rule tells apart, and which rows count. */
function Scope({ draft, onDraft }: RuleFieldsProps) {
  const { groups, filters } = alertMeasureOf(draft.measure);
  return (
    <>
      {groups.length > 0 && (
        <fieldset class="checks">
          <legend class="field-label">An alert of its own for each</legend>
          {groups.map((name) => (
            <Check
              key={name}
              label={name.replaceAll('_', ' ')}
              isOn={draft.groupBy.includes(name)}
              onChange={(isOn) =>
                onDraft({
                  groupBy: isOn
                    ? [...draft.groupBy, name]
                    : draft.groupBy.filter((each) => each !== name),
                })
              }
            />
          ))}
        </fieldset>
      )}
      {filters.map((name) => (
        <Field
          key={name}
          label={`Only ${name.replaceAll('_', ' ')}`}
          value={draft.filters[name] ?? ''}
          onValue={(value) => onDraft({ filters: { ...draft.filters, [name]: value } })}
          placeholder="any"
        />
      ))}
    </>
  );
}

/** How long, and how sure. */
function Patience({ draft, onDraft }: RuleFieldsProps) {
  const isState = alertMeasureOf(draft.measure).source.kind === 'device_state';
  return (
    <div class="grid-2">
      {!isState && (
        <Field
          label="Taken over, minutes"
          type="number"
          min={1}
          value={draft.windowMinutes}
          onValue={(windowMinutes) => onDraft({ windowMinutes })}
        />
      )}
      <Field
        label="Bad for, seconds"
        type="number"
        min={0}
        value={draft.forSeconds}
        onValue={(forSeconds) => onDraft({ forSeconds })}
      />
      <Field
        label="Good again for, seconds"
        type="number"
        min={0}
        value={draft.resolveSeconds}
        onValue={(resolveSeconds) => onDraft({ resolveSeconds })}
      />
      {!isState && (
        <Field
          label={`At least so many ${alertMeasureOf(draft.measure).counted}`}
          type="number"
          min={0}
          value={draft.minimumCount}
          onValue={(minimumCount) => onDraft({ minimumCount })}
        />
      )}
    </div>
  );
}

/** Everything that a person decides of a rule. */
export function RuleFields({ draft, onDraft }: RuleFieldsProps) {
  const { unit, description } = alertMeasureOf(draft.measure);
  const props = { draft, onDraft };
  return (
    <>
      <Field
        label="Name"
        value={draft.name}
        onValue={(name) => onDraft({ name })}
        required
        maxLength={100}
      />
      <Select
        label="What is watched"
        value={draft.measure}
        options={alertMeasureNames.map((value) => ({ value, label: alertMeasureOf(value).title }))}
        onValue={(measure) => onDraft({ measure, groupBy: [], filters: {} })}
      />
      <p class="quiet">{description}</p>
      <div class="grid-2">
        <Select
          label="Is wrong when"
          value={draft.comparator}
          options={plain(alertComparators)}
          onValue={(comparator) => onDraft({ comparator })}
        />
        <Field
          label={`Limit (${unit.replace('_', ' ')})`}
          type="number"
          step="any"
          value={draft.threshold}
          onValue={(threshold) => onDraft({ threshold })}
          required
        />
        <Field
          label="Good again at"
          type="number"
          step="any"
          value={draft.clearThreshold}
          onValue={(clearThreshold) => onDraft({ clearThreshold })}
          placeholder="the limit"
        />
        <Select
          label="Severity"
          value={draft.severity}
          options={plain(alertSeverities)}
          onValue={(severity) => onDraft({ severity })}
        />
      </div>
      <Patience {...props} />
      <Scope {...props} />
      <Toggle
        label="Too little data means"
        value={draft.missingData}
        options={missingDataPolicies.map((value) => ({
          value,
          label: `Too little data: ${missingWords[value]}`,
        }))}
        onValue={(missingData) => onDraft({ missingData })}
      />
      <Field
        label="What to do then (address)"
        value={draft.runbookUrl}
        onValue={(runbookUrl) => onDraft({ runbookUrl })}
        placeholder="https://…"
      />
      <div class="checks">
        <Check
          label="Tell nobody while the site is closed"
          isOn={draft.muteWhenClosed}
          onChange={(muteWhenClosed) => onDraft({ muteWhenClosed })}
        />
        <Check
          label="Tell nobody during maintenance"
          isOn={draft.muteInMaintenance}
          onChange={(muteInMaintenance) => onDraft({ muteInMaintenance })}
        />
        <Check
          label="Tell of simulated devices too"
          isOn={draft.sendSimulated}
          onChange={(sendSimulated) => onDraft({ sendSimulated })}
        />
        <Check
          label="The rule watches"
          isOn={draft.enabled}
          onChange={(enabled) => onDraft({ enabled })}
        />
      </div>
    </>
  );
}
