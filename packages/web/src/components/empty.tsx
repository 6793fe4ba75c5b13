import type { ComponentChildren } from 'preact';
import './empty.css';

/** Why there is nothing to see. */
type EmptyKind = 'nothing-sent' | 'filtered' | 'removed' | 'not-permitted' | 'all-well';

const titles: Readonly<Record<EmptyKind, string>> = {
  'nothing-sent': 'Nothing sent yet',
  filtered: 'Nothing matches',
  removed: 'Removed by retention',
  'not-permitted': 'Not permitted',
  'all-well': 'Nothing wrong',
};

interface EmptyProps {
  readonly kind: EmptyKind;
  readonly title?: string;
  /** What to do about it: a sentence, a `<Snippet>`, a button that clears the filter. */
  readonly children?: ComponentChildren;
}

/** Says which kind of nothing this is, and what to do. */
export function Empty({ kind, title = titles[kind], children }: EmptyProps) {
  return (
    <div class="empty">
      <b>{title}</b>
      <div class="empty-more">{children}</div>
    </div>
  );
}
