import { useState } from 'react';
import { useText } from '../text/language';
import { LanguageSwitch } from '../text/LanguageSwitch';
import './session.css';
import { useSession } from './SessionContext';

/** Asks for the key that the service wants. */
export function SignIn() {
  const { session, state } = useSession();
  const t = useText().signIn;
  const [key, setKey] = useState('');
  const [remember, setRemember] = useState(false);
  return (
    <main className="sign-in card">
      <h1>{t.title}</h1>
      <p>{t.why}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim()) {
            session.signIn(key.trim(), remember);
          }
        }}
      >
        {/* Password managers keep a password under a name, and a key has none that its holder knows. */}
        <input type="text" name="username" autoComplete="username" value="LeadGraph" readOnly hidden />
        <label htmlFor="key">{t.key}</label>
        <input
          id="key"
          name="password"
          type="password"
          autoComplete="current-password"
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
            {t.refused}
          </p>
        )}
        <label className="remember">
          <input
            type="checkbox"
            checked={remember}
            onChange={(event) => {
              setRemember(event.target.checked);
            }}
          />
          {t.remember}
        </label>
        <button type="submit" className="primary">
          {t.title}
        </button>
      </form>
      <LanguageSwitch />
    </main>
  );
}
