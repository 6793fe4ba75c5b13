import { Tag } from '../../components/tag.tsx';

/** Whether the page was opened by a link that signed nobody in. */
const cameByLink = (): boolean =>
  location.pathname === '/login' && new URLSearchParams(location.search).has('token');

/** Says why a link did not sign in, and how to make another. */
export function LinkNotice() {
  if (!cameByLink()) return null;
  return (
    <p role="status">
      <Tag tone="warn">Link not accepted</Tag> It was used already or is too old: a link signs in
      once. Sign in with a password, or make another link as below.
    </p>
  );
}
