import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import './page-head.css';

interface PageHeadProps {
  readonly title: string;
  /** Before the title: where this belongs, e.g. a link to the list. */
  readonly before?: ComponentChildren;
  /** Beside the title: its state. */
  readonly mark?: ComponentChildren;
  /** At the right: the time picker, actions. */
  readonly children?: ComponentChildren;
}

/** The head of a page; also names the tab of the browser. */
export function PageHead({ title, before, mark, children }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · HOMEPOT`;
  }, [title]);
  return (
    <header class="page-head">
      <div class="page-head-name">
        {before !== undefined && <span class="faint">{before}</span>}
        <h1>{title}</h1>
        {mark}
      </div>
      <div class="page-head-tools">{children}</div>
    </header>
  );
}
