import type { Static, TSchema } from 'typebox';
import type { Route } from './route.ts';

type Typed<Schema> = Schema extends TSchema ? Static<Schema> : undefined;
type Part<R extends Route, Name extends keyof Route> = Name extends keyof R
  ? Typed<R[Name]>
  : undefined;

/** The values of the braces in the path of a route. */
export type ParametersOf<R extends Route> = Part<R, 'parameters'>;
/** The query parameters of a route. */
export type QueryOf<R extends Route> = Part<R, 'query'>;
/** The body that a route takes. */
export type BodyOf<R extends Route> = Part<R, 'body'>;
type Frozen<Value> = Value extends object
  ? { readonly [Name in keyof Value]: Frozen<Value[Name]> }
  : Value;
/** What a route answers with; nobody changes it on its way. */
export type AnswerOf<R extends Route> = Frozen<Part<R, 'response'>>;
