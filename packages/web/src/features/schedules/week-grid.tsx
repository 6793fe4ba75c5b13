import { useRef } from 'preact/hooks';
import { Tag } from '../../components/tag.tsx';
import { useNow } from '../../live/use-now.ts';
import type { Zone } from '../../time/zone.ts';
import type { OtherHours, WeekBar } from './week-bars.ts';
import { barsOfWeek } from './week-bars.ts';
import type { WeekDate } from './week-dates.ts';
import { localDate, minutesNow } from './week-dates.ts';
import type { SiteSchedules, WeekDraft } from './week-draft.ts';
import { dayInWords, dayNames, givesHours } from './week-draft.ts';
import './schedules.css';

interface WeekGridProps {
  readonly week: WeekDraft;
  readonly dates: readonly WeekDate[];
  readonly exceptions: SiteSchedules['exceptions'];
  readonly zone: Zone;
  /** The day that is edited; absent where nothing is. */
  readonly chosen?: number;
  readonly onChoose?: (day: number) => void;
  readonly onCopy?: (day: number) => void;
  readonly onPaste?: (day: number) => void;
}

const percent = (minutes: number): string => `${(100 * minutes) / 1_440}%`;

function Bars({
  bars,
  now,
}: {
  readonly bars: readonly WeekBar[];
  readonly now: number | undefined;
}) {
  return (
    <svg class="schedules-bars" width="100%" height="24" aria-hidden="true">
      {[6, 12, 18].map((hour) => (
        <line
          key={hour}
          x1={percent(hour * 60)}
          x2={percent(hour * 60)}
          y2="24"
          stroke="var(--line2)"
          stroke-dasharray="1 3"
        />
      ))}
      {bars.map(({ kind, from, to }) => (
        <rect
          key={`${kind} ${from}`}
          class={`schedules-${kind}`}
          x={percent(from)}
          y={kind === 'open' ? 4 : kind === 'peak' ? 4 : 18}
          width={percent(to - from)}
          height={kind === 'open' ? 16 : kind === 'peak' ? 6 : 5}
        />
      ))}
      {now !== undefined && (
        <line class="schedules-now" x1={percent(now)} x2={percent(now)} y2="24" />
      )}
    </svg>
  );
}

/** What else is to be known of a date: its exception, its hours where the clocks change. */
function Marks({
  date,
  hours,
  other,
}: WeekDate & { readonly other: SiteSchedules['exceptions'][number] | undefined }) {
  return (
    <>
      {hours !== 24 && <Tag tone="warn">{`${hours} hours`}</Tag>}
      {other !== undefined && <Tag tone="maint">{other.notes ?? `other hours on ${date}`}</Tag>}
    </>
  );
}

const asOther = (exception: SiteSchedules['exceptions'][number] | undefined): OtherHours =>
  exception === undefined
    ? undefined
    : {
        isClosed: exception.is_closed,
        open: exception.open_time?.slice(0, 5) ?? '',
        close: exception.close_time?.slice(0, 5) ?? '',
      };

/** What the day brings, with the hours that it keeps instead of its usual ones. */
function wordsOf(props: WeekGridProps, day: number): string {
  const other = props.exceptions.find(({ date }) => date === props.dates[day]?.date);
  if (other?.is_closed === true) return 'closed';
  if (other !== undefined)
    return `${other.open_time?.slice(0, 5)}–${other.close_time?.slice(0, 5)}`;
  return dayInWords(props.week[day] ?? [], givesHours(props.week));
}

/**
 * A week, a day a line: open hours, peaks in them, maintenance below, and the line of now. Where days can be
 * chosen they are buttons: arrows go from one to the next, Enter chooses, Ctrl C and Ctrl V copy a day.
 */
export function WeekGrid(props: WeekGridProps) {
  const { week, dates, exceptions, zone, chosen, onChoose, onCopy, onPaste } = props;
  const nowMs = useNow(30);
  const list = useRef<HTMLOListElement>(null);
  const others = dates.map(({ date }) => exceptions.find((each) => each.date === date));
  const bars = barsOfWeek(week, others.map(asOther));
  const today = localDate(nowMs, zone);
  const press = (event: KeyboardEvent, day: number): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const isMod = event.ctrlKey || event.metaKey;
    if (step !== 0) {
      list.current?.querySelectorAll<HTMLElement>('button')[(day + step + 7) % 7]?.focus();
    } else if (isMod && event.key.toLowerCase() === 'c') onCopy?.(day);
    else if (isMod && event.key.toLowerCase() === 'v') onPaste?.(day);
    else return;
    event.preventDefault();
  };
  return (
    <div class="schedules-week">
      <div class="schedules-hours" aria-hidden="true">
        {[0, 6, 12, 18].map((hour) => (
          <span
            key={hour}
            style={{ left: percent(hour * 60) }}
          >{`${String(hour).padStart(2, '0')}:00`}</span>
        ))}
      </div>
      <ol ref={list} aria-label="The week">
        {dayNames.map((name, day) => {
          const at = dates[day];
          const row = (
            <>
              <span class="schedules-day">
                <b>{name}</b> <span class="faint">{at?.date.slice(5)}</span>
              </span>
              <Bars
                bars={bars[day] ?? []}
                now={at?.date === today ? minutesNow(nowMs, zone) : undefined}
              />
              <span class="schedules-words">
                {wordsOf(props, day)} {at !== undefined && <Marks {...at} other={others[day]} />}
              </span>
            </>
          );
          return (
            <li key={name}>
              {onChoose === undefined ? (
                <div class="schedules-row">{row}</div>
              ) : (
                <button
                  type="button"
                  class="schedules-row"
                  aria-pressed={chosen === day}
                  onClick={() => onChoose(day)}
                  onKeyDown={(event) => press(event, day)}
                >
                  {row}
                </button>
              )}
            </li>
          );
        })}
      </ol>
      <p class="schedules-key">
        <span>
          <i class="schedules-open" /> open
        </span>
        <span>
          <i class="schedules-peak" /> busy
        </span>
        <span>
          <i class="schedules-maintenance" /> maintenance
        </span>
      </p>
    </div>
  );
}
