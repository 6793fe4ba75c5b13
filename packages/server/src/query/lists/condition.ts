import type { RawBuilder } from 'kysely';

/** A condition of a WHERE clause. Its names come from the catalogue, its values are parameters. */
export type Condition = RawBuilder<boolean>;

/** Makes the condition that any one of the values fulfils. Throws parameter_invalid. */
export type CreateCondition = (values: readonly string[]) => Condition;
