import { errorCategories, errorSeverities } from '@homepot/catalogue';
import { FilterBar } from '../../components/filter-bar.tsx';
import { Select } from '../../components/select.tsx';
import { Toggle } from '../../components/toggle.tsx';

const statuses = [
  { value: 'open', label: 'Open' },
  { value: 'ignored', label: 'Ignored' },
  { value: 'resolved', label: 'Resolved' },
] as const;
type Status = (typeof statuses)[number]['value'];

/** What the inbox is narrowed by; empty texts let everything through. */
interface Filters {
  readonly status: string;
  readonly category: string;
  readonly severity: string;
  readonly q: string;
  readonly device: string;
}

interface GroupFiltersProps {
  readonly filters: Filters;
  readonly onFilters: (changed: Partial<Filters>, options?: { readonly replace?: boolean }) => void;
}

const anyOf = (names: readonly string[], any: string) => [
  { value: '', label: any },
  ...names.map((value) => ({ value, label: value.replace('_', ' ') })),
];

/** What the inbox of errors is narrowed by. */
export function GroupFilters({ filters, onFilters }: GroupFiltersProps) {
  const { status, category, severity, q, device } = filters;
  const isNarrow = [category, severity, q, device].some((value) => value !== '');
  return (
    <FilterBar
      text={q}
      onText={(text) => onFilters({ q: text }, { replace: true })}
      placeholder="Message, type or code"
      onClear={
        isNarrow ? () => onFilters({ category: '', severity: '', q: '', device: '' }) : undefined
      }
    >
      <Toggle
        label="Status"
        value={status as Status}
        options={statuses}
        onValue={(value) => onFilters({ status: value })}
      />
      <Select
        label="Category"
        isLabelHidden
        value={category}
        options={anyOf(errorCategories, 'Any category')}
        onValue={(value) => onFilters({ category: value })}
      />
      <Select
        label="Severity"
        isLabelHidden
        value={severity}
        options={anyOf(errorSeverities, 'Any severity')}
        onValue={(value) => onFilters({ severity: value })}
      />
    </FilterBar>
  );
}
