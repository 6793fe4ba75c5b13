/** The version of this agent; a test holds it against package.json, which is not read at run time. */
export const agentVersion = '0.1.0';
