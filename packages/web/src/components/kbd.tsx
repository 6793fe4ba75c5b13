import './kbd.css';

/** Keys to press, e.g. `Ctrl K`. */
export function Kbd({ keys }: { readonly keys: string }) {
  return <kbd class="kbd">{keys}</kbd>;
}
