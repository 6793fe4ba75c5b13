import { Button } from '../../components/button.tsx';
import { Check } from '../../components/check.tsx';
import { Field } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import type { DayDraft, LineDraft } from './week-draft.ts';
import { dayNames, emptyLine } from './week-draft.ts';
import './schedules.css';

/** A refusal of the server that is about a line of this day. */
interface LineFault {
  readonly line: number;
  readonly field: string;
  readonly message: string;
}

interface DayEditorProps {
  readonly day: number;
  readonly lines: DayDraft;
  readonly fault: LineFault | undefined;
  readonly onLines: (lines: DayDraft) => void;
  /** Puts this day in the place of others. */
  readonly onCopyTo: (days: readonly number[]) => void;
}

type TextName = Exclude<keyof LineDraft, 'isClosed' | 'considerations'>;

const times = [
  ['open', 'Opens', 'open_time'],
  ['close', 'Closes', 'close_time'],
  ['peakStart', 'Busy from', 'peak_hours_start'],
  ['peakEnd', 'Busy until', 'peak_hours_end'],
] as const;
const maintenance = [
  ['maintenanceStart', 'Maintenance from', 'maintenance_start'],
  ['maintenanceEnd', 'Maintenance until', 'maintenance_end'],
] as const;

interface LineProps {
  readonly at: number;
  readonly line: LineDraft;
  readonly fault: LineFault | undefined;
  readonly onLine: (line: LineDraft) => void;
  readonly onRemove: () => void;
}

function Line({ at, line, fault, onLine, onRemove }: LineProps) {
  const set = (name: TextName) => (value: string) => onLine({ ...line, [name]: value });
  const faultOf = (field: string) => (fault?.field === field ? fault.message : undefined);
  const shown = line.isClosed ? maintenance : [...times, ...maintenance];
  return (
    <fieldset class="schedules-line">
      <legend>{line.isClosed ? 'Closed' : `Shift ${at + 1}`}</legend>
      {shown.map(([name, label, field]) => (
        <Field
          key={name}
          label={label}
          type="time"
          value={line[name]}
          onValue={set(name)}
          error={faultOf(field)}
        />
      ))}
      <Field
        label="Sales expected"
        type="number"
        min={0}
        value={line.volume}
        onValue={set('volume')}
        error={faultOf('expected_transaction_volume')}
      />
      <Field label="Notes" value={line.notes} onValue={set('notes')} maxLength={2_000} />
      <Button onClick={onRemove}>{line.isClosed ? 'Remove' : 'Remove shift'}</Button>
    </fieldset>
  );
}

const weekdays = [0, 1, 2, 3, 4] as const;
const everyDay = [0, 1, 2, 3, 4, 5, 6] as const;

/** The lines of one day as a form. */
export function DayEditor({ day, lines, fault, onLines, onCopyTo }: DayEditorProps) {
  const isClosed = lines.some((line) => line.isClosed);
  const name = dayNames[day] ?? '';
  const setClosed = (closed: boolean): void => {
    const [first = emptyLine] = lines;
    onLines(closed ? [{ ...first, isClosed: true }] : [{ ...first, isClosed: false }]);
  };
  return (
    <Panel
      title={name}
      aside={<Check label="Closed all day" isOn={isClosed} onChange={setClosed} />}
    >
      {lines.length === 0 && <p class="quiet">Nothing is given for {name}.</p>}
      {lines.map((line, at) => (
        <Line
          key={`${day} ${at}`}
          at={at}
          line={line}
          fault={fault?.line === at ? fault : undefined}
          onLine={(changed) => onLines(lines.map((each, index) => (index === at ? changed : each)))}
          onRemove={() => onLines(lines.filter((_each, index) => index !== at))}
        />
      ))}
      {fault !== undefined && (
        <p class="t-bad" role="alert">
          {fault.message}
        </p>
      )}
      <div class="row">
        {!isClosed && (
          <Button
            onClick={() => onLines([...lines, { ...emptyLine, open: '09:00', close: '18:00' }])}
          >
            Add {lines.length === 0 ? 'hours' : 'a shift'}
          </Button>
        )}
        <Button onClick={() => onCopyTo([(day + 1) % 7])}>Copy to {dayNames[(day + 1) % 7]}</Button>
        <Button onClick={() => onCopyTo(weekdays)}>Copy to Monday to Friday</Button>
        <Button onClick={() => onCopyTo(everyDay)}>Copy to every day</Button>
      </div>
      <p class="faint">A closing that is not after the opening lies on the next day.</p>
    </Panel>
  );
}
