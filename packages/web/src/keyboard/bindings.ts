import { signal } from '@preact/signals';
import { readKept, writeKept } from '../theme/kept.ts';

/** What keys are for on every page. Going to a page is `g` and the letter of the page. */
export const keyActions = {
  palette: 'Search or jump',
  filter: 'Go to the filter',
  'row-next': 'Next row',
  'row-previous': 'Previous row',
  pause: 'Pause, and go on',
  sheet: 'Show the keys',
  go: 'Go to a page (then its letter)',
} as const;
export type KeyAction = keyof typeof keyActions;

/** Keys as they are kept: `Mod+k` is Ctrl, or Cmd on a Mac. */
export const defaultKeys: Readonly<Record<KeyAction, string>> = {
  palette: 'Mod+k',
  filter: '/',
  'row-next': 'j',
  'row-previous': 'k',
  pause: 'Space',
  sheet: '?',
  go: 'g',
};

const name = 'keys';

/** Reads what was kept; what is not understood is as it is for everybody. */
export function readBindings(text: string | undefined): Readonly<Record<KeyAction, string>> {
  try {
    const kept: unknown = JSON.parse(text ?? '{}');
    const own = Object.entries(kept ?? {}).filter(
      ([action, key]) =>
        Object.hasOwn(defaultKeys, action) && typeof key === 'string' && key !== '',
    );
    return { ...defaultKeys, ...Object.fromEntries(own) };
  } catch {
    return defaultKeys;
  }
}

/** Which key does what, in this browser. */
export const bindings = signal(readBindings(readKept(name)));

/** Gives an action another key; `undefined` gives all of them their first ones back. */
export function rebind(action: KeyAction | undefined, key = ''): void {
  bindings.value = action === undefined ? defaultKeys : { ...bindings.value, [action]: key };
  writeKept(name, action === undefined ? '' : JSON.stringify(bindings.value));
}

/** The key of an event as it is kept; undefined for keys that only change others. */
export function keyOf(event: {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}): string | undefined {
  const { key, ctrlKey, metaKey, altKey } = event;
  if (['Shift', 'Control', 'Meta', 'Alt', 'Dead', 'Tab', 'Escape', 'Enter'].includes(key))
    return undefined;
  const named =
    key === ' ' ? 'Space' : key.length === 1 && (ctrlKey || metaKey) ? key.toLowerCase() : key;
  return `${ctrlKey || metaKey ? 'Mod+' : ''}${altKey ? 'Alt+' : ''}${named}`;
}
