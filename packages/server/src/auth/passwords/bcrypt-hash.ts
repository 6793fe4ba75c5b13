import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** `$2b$` and `$2a$` hashes come from older systems; a cost above 14 takes seconds and is refused. */
const form = /^\$2[ab]\$(0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/;

/** Whether a stored hash is bcrypt. */
export function isBcryptHash(stored: string): boolean {
  return form.test(stored);
}

/** Whether the password has that bcrypt hash. Takes a thread for as long as it lasts. */
export async function matchesBcryptHash(password: string, stored: string): Promise<boolean> {
  const worker = new Worker(new URL('./bcrypt-worker.ts', import.meta.url), {
    workerData: { password, stored },
  });
  try {
    const [matches] = await once(worker, 'message');
    return matches === true;
  } finally {
    await worker.terminate();
  }
}
