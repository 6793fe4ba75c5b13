import type { createExport, describeExports } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { Button } from '../../components/button.tsx';
import { Check } from '../../components/check.tsx';
import { Field } from '../../components/field.tsx';
import { optionsOf } from '../../components/options-of.ts';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Select } from '../../components/select.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { useResource } from '../../resources/use-resource.ts';
import { formatInstant } from '../../time/format-time.ts';
import { TimePicker } from '../../time/time-picker.tsx';
import { useRange } from '../../time/use-range.ts';
import { useZone } from '../../time/use-zone.ts';
import { keepRange } from '../../url/keep-range.ts';
import type { ExportDraft } from './export-draft.ts';
import { bodyOfExport, emptyExportDraft } from './export-draft.ts';
import { ExportPreview } from './export-preview.tsx';
import { formatWords, pseudonymWords, splitWords } from './export-words.ts';

interface OptionsProps {
  readonly draft: ExportDraft;
  readonly onDraft: (changed: Partial<ExportDraft>) => void;
}

function Options({ draft, onDraft }: OptionsProps) {
  return (
    <>
      <div class="grid-2">
        <Field
          label="Only sites"
          value={draft.sites}
          onValue={(sites) => onDraft({ sites })}
          placeholder="all"
        />
        <Field
          label="Only devices"
          value={draft.devices}
          onValue={(devices) => onDraft({ devices })}
          placeholder="all"
        />
        <Select
          label="Format"
          value={draft.format}
          options={optionsOf(formatWords)}
          onValue={(format) => onDraft({ format })}
        />
        <Select
          label="Pseudonyms"
          value={draft.pseudonyms}
          options={optionsOf(pseudonymWords)}
          onValue={(pseudonyms) => onDraft({ pseudonyms })}
        />
        <Select
          label="Split into train, validation, test"
          value={draft.split}
          options={optionsOf(splitWords)}
          onValue={(split) => onDraft({ split })}
        />
        <Field
          label="At least so many people alike (k)"
          type="number"
          min={1}
          value={draft.k}
          onValue={(k) => onDraft({ k })}
        />
      </div>
      <Check
        label="Features and labels for each device and hour, of what was known then"
        isOn={draft.hasFeatures}
        onChange={(hasFeatures) => onDraft({ hasFeatures })}
      />
      <Check
        label="Simulated and sample rows too"
        isOn={draft.hasSimulated}
        onChange={(hasSimulated) => onDraft({ hasSimulated })}
      />
    </>
  );
}

/** Choose, look at what would leave, make. */
export function NewExportPage() {
  const [draft, setDraft] = useState(emptyExportDraft);
  const [, navigate] = useLocation();
  const { fromMs, toMs } = useRange();
  const { zone } = useZone();
  const described = useResource<typeof describeExports>('/api/v1/exports/columns');
  const body = bodyOfExport(draft, fromMs, toMs);
  const create = useAction(async () => {
    const made = await call<typeof createExport>('POST', '/api/v1/exports', { body });
    tell('It is being written.');
    navigate(keepRange(`/export/${made.export_id}`));
  });
  const change = (changed: Partial<ExportDraft>): void => setDraft({ ...draft, ...changed });
  const isNothing = draft.tables.length === 0 && !draft.hasFeatures;
  return (
    <>
      <PageHead title="New data set" before={<a href={keepRange('/export')}>Export</a>}>
        <TimePicker />
      </PageHead>
      <Panel title="What is in it" resource={described} skeleton={{ height: 240 }}>
        {({ tables }) => (
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void create.run();
            }}
          >
            <fieldset class="checks">
              <legend class="field-label">Tables</legend>
              {tables.map(({ table }) => (
                <Check
                  key={table}
                  label={table}
                  isOn={draft.tables.includes(table)}
                  onChange={(isOn) =>
                    change({
                      tables: isOn
                        ? [...draft.tables, table]
                        : draft.tables.filter((each) => each !== table),
                    })
                  }
                />
              ))}
            </fieldset>
            <Options draft={draft} onDraft={change} />
            <p class="faint">
              Rows of {formatInstant(fromMs, zone, Date.now())} to{' '}
              {formatInstant(toMs, zone, Date.now())} ({zone}); the range is chosen at the top.
              {!draft.hasSimulated && ' Rows of a demo or a simulated fleet are left out.'}
            </p>
            {create.error !== undefined && <Problem error={create.error} />}
            <div class="row-end">
              <Button type="submit" kind="primary" isBusy={create.isBusy} disabled={isNothing}>
                Make the data set
              </Button>
            </div>
          </form>
        )}
      </Panel>
      {!isNothing && <ExportPreview body={body} />}
    </>
  );
}
