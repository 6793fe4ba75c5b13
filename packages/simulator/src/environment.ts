/** HOMEPOT_KEY: the key to send to a house elsewhere. Arguments can be seen by every user; this cannot. */
export const readKey = (): string | undefined => process.env.HOMEPOT_KEY || undefined;
