/** The token of a display on a wall; undefined where a person is signed in by cookie. */
let displayToken: string | undefined;

/** From now on this page calls as a display. */
export function presentDisplayToken(token: string | undefined): void {
  displayToken = token;
}

/** What every call carries. */
export const credentialHeaders = (): Readonly<Record<string, string>> =>
  displayToken === undefined ? {} : { authorization: `Bearer ${displayToken}` };
