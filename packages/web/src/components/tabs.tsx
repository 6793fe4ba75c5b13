import './tabs.css';

interface TabsProps<Name extends string> {
  readonly label: string;
  readonly tabs: readonly {
    readonly name: Name;
    readonly title: string;
    readonly count?: number | undefined;
  }[];
  readonly current: Name;
  /** The address of a tab: a tab is part of the address. */
  readonly href: (name: Name) => string;
}

/** Parts of a page, one at a time. */
export function Tabs<Name extends string>({ label, tabs, current, href }: TabsProps<Name>) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ name, title, count }) => (
        <a
          key={name}
          href={href(name)}
          class="tabs-tab"
          aria-current={name === current ? 'page' : undefined}
        >
          {title}
          {count !== undefined && <span class="faint"> {count}</span>}
        </a>
      ))}
    </nav>
  );
}
