import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** For a box that scrolls: as long as its content is larger than it, keys reach it and scroll it. */
export function useScrollable<Box extends HTMLElement>(): RefObject<Box | null> {
  const box = useRef<Box>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const look = (): void => {
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
      const isLarger = scrollWidth > clientWidth || scrollHeight > clientHeight;
      if (isLarger) element.tabIndex = 0;
      else element.removeAttribute('tabindex');
    };
    const resized = new ResizeObserver(look);
    resized.observe(element);
    if (element.firstElementChild !== null) resized.observe(element.firstElementChild);
    return () => resized.disconnect();
  }, []);
  return box;
}
