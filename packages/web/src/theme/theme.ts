import { signal } from '@preact/signals';
import { readKept, writeKept } from './kept.ts';

/** `''` follows the system. */
export type Theme = '' | 'light' | 'dark';

const name = 'theme';
const known: readonly Theme[] = ['', 'light', 'dark'];

/** What was chosen; the page was drawn with it from its first moment on (index.html). */
export const theme = signal<Theme>(known.find((each) => each === readKept(name)) ?? '');

/** Chooses light, dark or as the system has it, and keeps that. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  document.documentElement.dataset.theme = chosen;
  writeKept(name, chosen);
}
