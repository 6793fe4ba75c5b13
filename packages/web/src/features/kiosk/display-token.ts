import { readKept, writeKept } from '../../theme/kept.ts';

const name = 'display';
const form = /^#(hp_display_[\w-]{50,80})$/;

/**
 * The token of this display: from the address of the link, whose end a browser never sends, or kept from
 * the last time. It is taken out of the address, so that nobody reads it off the screen.
 */
export function readDisplayToken(): string | undefined {
  const given = form.exec(location.hash)?.[1];
  if (given === undefined) return readKept(name);
  writeKept(name, given);
  history.replaceState(null, '', location.pathname + location.search);
  return given;
}

/** Forgets it: it was revoked. */
export const forgetDisplayToken = (): void => writeKept(name, '');
