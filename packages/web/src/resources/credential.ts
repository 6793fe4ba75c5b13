/** The token of a display on a wall; undefined where a person is signed in by cookie. */
let displayToken: string | undefined;

/** From now on this page calls as a display. */
export function presentDisplayToken(token: string | undefined): void {
  displayToken = token;
}

/** What every call carries. */
export const credentialHeaders = (): Readonly<Record<string, string>> =>
  displayToken === undefined ? {} : { authorization: `Bearer ${displayToken}` };

let sessionId = '';

/** From now on this page calls with the cookie of that session. */
export function presentSession(id: string | undefined): void {
  sessionId = id ?? '';
}

/** What tells this page's credential from those of other windows. */
export const credentialName = (): string => displayToken ?? sessionId;
