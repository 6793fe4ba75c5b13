import type { ComponentChildren } from 'preact';
import type { Tone } from './tag.tsx';
import './tiles.css';

export interface Tile {
  readonly value: ComponentChildren;
  /** The word under it. */
  readonly label: string;
  /** What puts it into proportion: `of 240`, `+2 in 1 h`. */
  readonly detail?: ComponentChildren;
  readonly tone?: Tone;
  /** Where the things that it counts are listed. */
  readonly href?: string | undefined;
}

/** Numbers side by side; each leads to what it counts. */
export function Tiles({
  label,
  tiles,
}: {
  readonly label: string;
  readonly tiles: readonly Tile[];
}) {
  return (
    <ul class="tiles" aria-label={label}>
      {tiles.map(({ value, label: word, detail, tone, href }) => {
        const content = (
          <>
            <b class={tone === undefined ? '' : `t-${tone}`}>{value}</b>
            <span>
              {word} <em>{detail}</em>
            </span>
          </>
        );
        return (
          <li key={word}>
            {href === undefined ? (
              <div class="tiles-tile">{content}</div>
            ) : (
              <a class="tiles-tile" href={href}>
                {content}
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}
