import type { ComponentChildren } from 'preact';
import './tag.css';

export type Tone = 'ok' | 'warn' | 'bad' | 'off' | 'maint' | 'quiet';

interface TagProps {
  readonly children: ComponentChildren;
  /** The word says it; the colour only underlines it. */
  readonly tone?: Tone;
}

/** A word or two about something, with a border. */
export function Tag({ children, tone = 'quiet' }: TagProps) {
  return <span class={`tag t-${tone}`}>{children}</span>;
}
