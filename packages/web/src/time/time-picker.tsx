import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { copyText } from '../components/copy-text.ts';
import { Field } from '../components/field.tsx';
import { tell } from '../components/toast.tsx';
import { Toggle } from '../components/toggle.tsx';
import { readQuery, writeQuery } from '../url/query-text.ts';
import { formatInstant, formatLength } from './format-time.ts';
import type { Range } from './range.ts';
import { freeze, presetLengthsMs, shiftRange, writeRange, zoomOut } from './range.ts';
import { readRangeText } from './read-range-text.ts';
import { useRange } from './use-range.ts';
import type { ZoneState } from './use-zone.ts';
import { useZone } from './use-zone.ts';
import type { Zone } from './zone.ts';
import { localParts, readLocalMs } from './zone.ts';
import './time-picker.css';

const longOf = (ms: number): string =>
  formatLength(ms)
    .replace(
      / (s|min|h|d)$/,
      (_, unit: string) => ` ${{ s: 'seconds', min: 'minutes', h: 'hours', d: 'days' }[unit]}`,
    )
    .replace(/^1 (\w+)s$/, '$1');

/** A range in words: `Last 6 hours`, `22 Nov 08:00 to 12:00`. */
function wordsOf(range: Range, zone: Zone): string {
  if (range.kind === 'last') return `Last ${longOf(range.lengthMs)}`;
  const nowMs = Date.now();
  return `${formatInstant(range.fromMs, zone, nowMs)} to ${formatInstant(range.toMs, zone, nowMs)}`;
}

/** What a native input of date and time shows for an instant. */
function inputOf(ms: number, zone: Zone): string {
  const { year, month, day, hour, minute } = localParts(ms, zone);
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

function copyLink(range: Range, isFrozen: boolean, span: { fromMs: number; toMs: number }): void {
  const parts = writeRange(isFrozen ? freeze(span.fromMs, span.toMs) : range);
  const query = writeQuery(readQuery(location.search), parts);
  const address = `${location.origin}${location.pathname}${query === '' ? '' : `?${query}`}`;
  void copyText(address).then((worked) =>
    tell(worked ? 'The link is copied.' : 'The browser does not let a page copy.'),
  );
}

interface SheetProps {
  readonly zone: ZoneState;
  readonly hasSite: boolean;
  readonly onDone: () => void;
}

function FreeText({
  zone,
  onRange,
}: {
  readonly zone: Zone;
  readonly onRange: (range: Range) => void;
}) {
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const range = readRangeText(text, Date.now(), zone);
        setWrong(range === undefined);
        if (range !== undefined) onRange(range);
      }}
    >
      <Field
        label="In words"
        value={text}
        onValue={setText}
        placeholder="last 3 days"
        error={
          isWrong ? 'Try “last 3 days”, “yesterday” or “2026-11-20 08:00 to 12:00”.' : undefined
        }
      />
    </form>
  );
}

function Sheet({ zone, hasSite, onDone }: SheetProps) {
  const { range, fromMs, toMs, change } = useRange();
  const take = (next: Range): void => {
    change(next);
    onDone();
  };
  const setEnd = (end: 'from' | 'to', text: string): void => {
    const ms = readLocalMs(text.replace('T', ' '), zone.zone);
    if (ms === undefined) return;
    const next = end === 'from' ? freeze(ms, Math.max(toMs, ms)) : freeze(Math.min(fromMs, ms), ms);
    change(next, { replace: true });
  };
  const zones = [
    ...(hasSite ? [{ value: 'site', label: 'Site' } as const] : []),
    { value: 'mine', label: 'Mine' } as const,
    { value: 'utc', label: 'UTC' } as const,
  ];
  return (
    <div class="time-picker-sheet">
      <div class="time-picker-presets">
        {presetLengthsMs.map((lengthMs) => (
          <Button
            key={lengthMs}
            aria-pressed={range.kind === 'last' && range.lengthMs === lengthMs}
            onClick={() => take({ kind: 'last', lengthMs })}
          >
            {formatLength(lengthMs)}
          </Button>
        ))}
      </div>
      <FreeText zone={zone.zone} onRange={take} />
      <div class="time-picker-ends">
        <Field
          label="From"
          type="datetime-local"
          value={inputOf(fromMs, zone.zone)}
          onValue={(text) => setEnd('from', text)}
        />
        <Field
          label="To"
          type="datetime-local"
          value={inputOf(toMs, zone.zone)}
          onValue={(text) => setEnd('to', text)}
        />
      </div>
      <div class="time-picker-zone">
        <Toggle label="Whose time" value={zone.choice} options={zones} onValue={zone.change} />
        <span class="faint">{zone.zone}</span>
      </div>
      <div class="time-picker-zone">
        <Button onClick={() => copyLink(range, false, { fromMs, toMs })}>Copy link</Button>
        <Button onClick={() => copyLink(range, true, { fromMs, toMs })}>Copy link, frozen</Button>
      </div>
    </div>
  );
}

/**
 * The range of the page and in whose time it is told; both live in the address. `siteZone` is that of the
 * site that the page is about.
 */
export function TimePicker({ siteZone }: { readonly siteZone?: Zone }) {
  const { range, change } = useRange();
  const zone = useZone(siteZone);
  const [isOpen, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const leave = (event: Event): void => {
      if (!frame.current?.contains(event.target as Node)) setOpen(false);
    };
    const press = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setOpen(false);
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('keydown', press);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('keydown', press);
    };
  }, [isOpen]);
  return (
    <div class="time-picker" ref={frame}>
      <Button aria-label="Earlier" onClick={() => change(shiftRange(range, -1, Date.now()))}>
        ‹
      </Button>
      <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {wordsOf(range, zone.zone)} <span class="time-picker-whose">· {zone.label}</span>
      </Button>
      <Button
        aria-label="Later"
        disabled={range.kind === 'last'}
        onClick={() => change(shiftRange(range, 1, Date.now()))}
      >
        ›
      </Button>
      <Button aria-label="Zoom out" onClick={() => change(zoomOut(range, Date.now()))}>
        −
      </Button>
      {isOpen && (
        <Sheet zone={zone} hasSite={siteZone !== undefined} onDone={() => setOpen(false)} />
      )}
    </div>
  );
}
