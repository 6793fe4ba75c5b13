import type { login } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { askWho } from '../../shell/session.ts';
import { LinkNotice } from './link-notice.tsx';
import './sign-in.css';

/** The way in: by name and password, or by a link that the command line prints. */
export function SignInPage() {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const enter = useAction(async () => {
    await call<typeof login>('POST', '/api/v1/auth/login', { body: { username, password } });
    await askWho();
  });
  return (
    <main class="sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void enter.run();
        }}
      >
        <h1>HOMEPOT</h1>
        <LinkNotice />
        <Field
          label="User name or e-mail address"
          value={username}
          onValue={setUsername}
          autocomplete="username"
          required
        />
        <Field
          label="Password"
          type="password"
          value={password}
          onValue={setPassword}
          autocomplete="current-password"
          required
        />
        {enter.error !== undefined && <Problem error={enter.error} />}
        <Button type="submit" kind="primary" isBusy={enter.isBusy}>
          Sign in
        </Button>
        <p class="faint">
          Without a password: run <code>npx homepot users login-link admin</code> where the server
          runs, and open the link that it prints.
        </p>
      </form>
    </main>
  );
}
