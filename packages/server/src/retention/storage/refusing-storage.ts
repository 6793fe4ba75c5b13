import type { HomepotError } from '../../kernel/index.ts';
import type { ObjectStorage } from './object-storage.ts';

/** A storage that is not set up right: the house goes on without it, and says why to whoever needs it. */
export function createRefusingStorage(error: HomepotError): ObjectStorage {
  const refuse = () => Promise.reject(error);
  const refuseAll = () => ({ [Symbol.asyncIterator]: () => ({ next: refuse }) });
  return {
    write: refuse,
    read: refuseAll,
    size: refuse,
    list: refuseAll,
    remove: refuse,
    describe: () => 'nowhere',
  };
}
