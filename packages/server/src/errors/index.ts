export type { Errors } from './errors.ts';
export { createErrors } from './errors.ts';
export type { OwnErrorCounts, OwnErrors } from './own/own-errors.ts';
export { createOwnErrors } from './own/own-errors.ts';
export { removeEmptyErrorGroups, removeEmptyGroupsOf } from './remove-empty-groups.ts';
export { createErrorGroupsStep } from './step/error-groups-step.ts';
