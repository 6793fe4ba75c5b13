/** How often an address may have been encoded in itself. */
const decodingsMax = 3;

/** A percent sign that begins nothing stays what it is. */
function decodeOnce(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}

/** A text without what encodings and spellings add: in small letters, NFKC, percents decoded. */
export function normaliseText(text: string): string {
  let decoded = text;
  for (let i = 0; i < decodingsMax && decoded.includes('%'); i += 1) decoded = decodeOnce(decoded);
  return decoded.normalize('NFKC').toLowerCase();
}
