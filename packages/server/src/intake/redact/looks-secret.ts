/** Whether a word after `Bearer` or `token:` looks made by a machine and is not prose. */
export const looksSecret = (value: string): boolean => /[\d=_]|[a-z][A-Z]|[^\w.,!?-]/.test(value);
