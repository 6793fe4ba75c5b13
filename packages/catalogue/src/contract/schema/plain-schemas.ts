import { Type } from 'typebox';

/** Text that can be looked for: PostgreSQL knows no NUL. */
export const withoutNul = '^[^\\u0000]*$';

/** Any JSON object. */
export const jsonObject = Type.Record(Type.String(), Type.Unsafe<unknown>({}));

/** Text or null in an answer. */
export const textOrNull = Type.Union([Type.String(), Type.Null()]);

/** A whole number or null in an answer. */
export const integerOrNull = Type.Union([Type.Integer(), Type.Null()]);

/** A number or null in an answer. */
export const numberOrNull = Type.Union([Type.Number(), Type.Null()]);

/** Text that people wrote, of at most so many characters. */
export const plainText = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: withoutNul, description });

/** An instant in a request. */
export const instantSchema = (description: string) =>
  Type.String({ maxLength: 40, pattern: withoutNul, description: `${description} ISO 8601.` });
