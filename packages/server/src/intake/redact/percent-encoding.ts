/** Text behind percent signs, decoded; the text itself where it is malformed. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Encoded text in which what stands for a secret can be read. */
export const keepReadable = (encoded: string): string =>
  encoded.replace(/%5Bredacted(?:%3A|:)(\w+)%5D/g, '[redacted:$1]');

const encodedParameter = /([?&;#][^=&;#?\s"'<>]{1,100}=)([^&;#\s"'<>%]*%[^&;#\s"'<>]*)/g;

/** Redacts, decoded, the parameters behind percent signs of URLs that stand in a text. */
export function redactParameters(text: string, redact: (decoded: string) => string): string {
  if (!text.includes('%')) return text;
  return text.replace(encodedParameter, (whole, before: string, value: string) => {
    const decoded = decodePercent(value);
    const redacted = redact(decoded);
    if (redacted === decoded) return whole;
    return before + keepReadable(encodeURIComponent(redacted.toWellFormed()));
  });
}
