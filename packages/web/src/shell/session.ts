import type { AnswerOf, showMe } from '@homepot/catalogue';
import { signal } from '@preact/signals';
import { call } from '../resources/call.ts';
import { CallError } from '../resources/call-error.ts';
import { presentSession } from '../resources/credential.ts';
import { forgetAnswers } from '../resources/kept-answers.ts';

export type Me = AnswerOf<typeof showMe>;

/** Who is signed in: `undefined` while it is not known, `null` for nobody. */
export const me = signal<Me | null | undefined>(undefined);
/** Why that could not be found out. */
export const meError = signal<CallError | undefined>(undefined);

/** Whether the person may change users, keys, settings and the fleet. */
export const isAdmin = (): boolean => me.value?.is_admin === true;
/** Asks the server who is signed in here. */
export async function askWho(): Promise<void> {
  try {
    const known = await call<typeof showMe>('GET', '/api/v1/auth/me');
    presentSession(known.session_id);
    me.value = known;
    meError.value = undefined;
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (error.status === 401 || error.status === 403) {
      forgetAnswers();
      me.value = null;
      meError.value = undefined;
    } else {
      meError.value = error;
    }
  }
}
