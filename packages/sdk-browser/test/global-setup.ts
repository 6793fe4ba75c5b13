import { ensureBuilt } from '../build/ensure-built.ts';

/** Tests run with the scripts of the sources as they are. */
export const setup = (): Promise<void> => ensureBuilt();
