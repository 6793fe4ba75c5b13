import { ensureBuilt } from '../build/ensure-built.ts';

/** Tests run with the dashboard of the sources as they are. */
export const setup = (): Promise<void> => ensureBuilt();
