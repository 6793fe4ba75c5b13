/** How dark a count is drawn: few values stay visible beside many. Null where there is none. */
export const shadeOf = (count: number): number | null =>
  count === 0 ? null : Math.log2(count + 1);
