/** The address of a broker, without the user and password that it may hold. */
export function withoutCredential(url: string): string {
  const address = new URL(url);
  address.username = '';
  address.password = '';
  return address.href.replace(/\/$/, '');
}

/** The user that an address names, or an empty name. */
export const usernameIn = (url: string): string => decodeURIComponent(new URL(url).username);
