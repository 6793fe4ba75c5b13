/**
 * The same text in memory of its own. One that was cut from another keeps all of that in memory, and one that
 * was put together keeps its pieces: what is remembered for long in great numbers must hold on to neither.
 * Half a surrogate pair would become another character.
 */
export const ownText = (text: string): string => Buffer.from(text).toString();
