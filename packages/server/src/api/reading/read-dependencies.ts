import type { BindDependencies } from '../../http/index.ts';
import type { QueryDeps } from '../../query/index.ts';

/** What a handler needs that answers from telemetry. */
export type ReadDependencies = BindDependencies & QueryDeps;
