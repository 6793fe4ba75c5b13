import { changeInWords } from '../format/change-in-words.ts';

interface ChangeProps {
  readonly now: number | null | undefined;
  readonly before: number | null | undefined;
  /** `share`: percent of what was before. `points`: both are percentages, and their difference is told. */
  readonly as?: 'share' | 'points';
}

/** How much a number differs from the range before; nothing where there was none. */
export function Change({ now, before, as = 'share' }: ChangeProps) {
  return <>{changeInWords(now, before, as)}</>;
}
