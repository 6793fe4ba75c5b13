/** The colour of a token now, as a canvas takes it. */
export function colourOf(token: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const text = getComputedStyle(probe).color;
  probe.remove();
  const [r = 0, g = 0, b = 0] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return `#${[r, g, b].map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

/** The small font of an element, as a canvas takes it. */
export const fontOf = (place: HTMLElement): string =>
  `10.5px ${getComputedStyle(place).fontFamily}`;
