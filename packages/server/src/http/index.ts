export type { BindDependencies } from './bind-route.ts';
export { bindRoute } from './bind-route.ts';
export type { InputCheck } from './check-input.ts';
export { createInputCheck } from './check-input.ts';
export { presentedBy } from './presented-by.ts';
export { principalOf } from './principal-of.ts';
export { problemOf, sendProblem } from './problem.ts';
export { routeOf } from './route-of.ts';
