import { callerLimits } from '@homepot/catalogue';
import { sql } from 'kysely';
import { parameterFault } from '../parameters/parameter-fault.ts';
import type { Condition, CreateCondition } from './condition.ts';

const { searchCharactersMin, searchCharactersMax } = callerLimits;

/** Any text that holds this one: what LIKE takes for more than itself is escaped. */
function patternOf(value: string): string {
  const { length } = [...value];
  // Trigrams are what the index knows: it cannot help to find less.
  if (length < searchCharactersMin || length > searchCharactersMax || value.includes('\0')) {
    throw parameterFault(
      'search',
      `has ${searchCharactersMin} to ${searchCharactersMax} characters`,
    );
  }
  return `%${value.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

/**
 * The condition that a column holds one of the texts, whether in capitals or not. With pg_trgm an
 * index answers it; without, PostgreSQL reads the rows of the range, for as long as a query may take.
 */
export function createSearchFilter(column: string): CreateCondition {
  return (values) => {
    const conditions = values.map(
      (value): Condition => sql<boolean>`${sql.ref(column)} ilike ${patternOf(value)}`,
    );
    return sql<boolean>`(${sql.join(conditions, sql` or `)})`;
  };
}
