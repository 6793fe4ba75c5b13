import './skeleton.css';

interface SkeletonProps {
  /** Lines of text, or rows of a table. */
  readonly rows?: number;
  /** A block of this height in pixels, in place of lines. */
  readonly height?: number;
}

/** The shape of what is to come, in its final size. */
export function Skeleton({ rows = 3, height }: SkeletonProps) {
  return (
    <div class="skeleton" role="status">
      <span class="sr-only">Loading</span>
      {height === undefined ? (
        Array.from({ length: rows }, (_, row) => (
          <span key={row} class="skeleton-line" style={{ width: `${94 - ((row * 37) % 40)}%` }} />
        ))
      ) : (
        <span class="skeleton-block" style={{ height: `${height}px` }} />
      )}
    </div>
  );
}
