import { HomepotError, limits } from '../../kernel/index.ts';

/** Throws parameter_invalid where a new password is too short, too long or the user's own name. */
export function requireGoodPassword(password: string, username: string): void {
  const characters = [...password].length;
  const { passwordCharactersMin, passwordCharactersMax } = limits;
  const refuse = (message: string) =>
    new HomepotError('parameter_invalid', { path: 'password', message });
  if (characters < passwordCharactersMin || characters > passwordCharactersMax) {
    throw refuse(
      `The password must have ${passwordCharactersMin} to ${passwordCharactersMax} characters`,
    );
  }
  if (password.toLowerCase() === username.toLowerCase()) {
    throw refuse('The password must not be the user name');
  }
}
