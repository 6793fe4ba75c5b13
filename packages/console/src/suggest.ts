/** Single-character edits that make one word of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The known word that was probably meant, if one is near enough. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  const given = word.toLowerCase().replaceAll('-', '_');
  const scored = known.map((name) => {
    const plain = name.replaceAll('-', '_');
    const part = given.length >= 3 && (plain.includes(given) || given.includes(plain));
    return { name, edits: part ? 1 : distance(given, plain) };
  });
  scored.sort((a, b) => a.edits - b.edits);
  const best = scored[0];
  return best !== undefined && best.edits <= Math.max(2, given.length / 3) ? best.name : undefined;
}
