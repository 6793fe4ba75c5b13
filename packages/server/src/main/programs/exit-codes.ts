/** How the program ends, as the shell sees it. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  configurationWrong: 2,
} as const;
