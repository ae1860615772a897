import { useState } from 'react';
import './session.css';
import { useSession } from './SessionContext';

/** Asks for the key that the service wants. */
export function SignIn() {
  const { session, state } = useSession();
  const [key, setKey] = useState('');
  return (
    <main className="sign-in card">
      <h1>Sign in</h1>
      <p>This service asks for a key. It is kept until you close this tab, and nowhere else.</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim()) {
            session.signIn(key.trim());
          }
        }}
      >
        <label htmlFor="key">Key</label>
        <input
          id="key"
          type="password"
          autoComplete="off"
          spellCheck={false}
          required
          value={key}
          aria-describedby={state.refused ? 'key-refused' : undefined}
          aria-invalid={state.refused}
          onChange={(event) => {
            setKey(event.target.value);
          }}
        />
        {state.refused && (
          <p id="key-refused" className="problem" role="alert">
            The service refused that key. It may be mistyped or expired.
          </p>
        )}
        <button type="submit" className="primary">
          Sign in
        </button>
      </form>
    </main>
  );
}
