/**
 * The options of a choice, from words for each value: the record is of the catalogue's values, so that the
 * compiler tells where one of them has no words yet.
 */
export function optionsOf<Value extends string>(
  words: Readonly<Record<Value, string>>,
): readonly { readonly value: Value; readonly label: string }[] {
  return (Object.keys(words) as Value[]).map((value) => ({ value, label: words[value] }));
}
