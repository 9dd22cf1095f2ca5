import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAfterSignIn } from '../../shell/session.js';
import { Button } from '../../ui/parts.js';
import { SignInForm } from './sign-in-form.js';
import { SignUpForm } from './sign-up-form.js';

/** The first thing anybody sees: sign in, or make an account. */
export function SignIn() {
  const [isNew, setNew] = useState(() => new URLSearchParams(location.search).has('new'));
  // What was typed in one form stands in the other.
  const [email, setEmail] = useState('');
  const done = useAfterSignIn();
  const navigate = useNavigate();
  const begin = async (): Promise<void> => {
    await done();
    await navigate({ to: '/start' });
  };
  return (
    <main id="main" className="alone">
      <div className="welcome">
        <img src="/app/icon.svg" alt="" width="48" height="48" />
        <h1>{isNew ? 'Make your account' : 'Sign in to IFA'}</h1>
        <p className="about">
          IFA answers your buyers on WhatsApp and Telegram, day and night, from your own Etsy
          catalogue. You can step in at any time.
        </p>
      </div>
      <div className="card narrow">
        {isNew ? (
          <SignUpForm email={email} onEmail={setEmail} onDone={begin} />
        ) : (
          <SignInForm email={email} onEmail={setEmail} onDone={done} />
        )}
        <div className="other-ways">
          {!isNew && <Link to="/forgot-password">Forgot your password?</Link>}
          <span>
            {isNew ? 'You have one already?' : 'New here?'}{' '}
            <Button look="quiet" onClick={() => setNew(!isNew)}>
              {isNew ? 'Sign in instead' : 'Make a new account'}
            </Button>
          </span>
        </div>
      </div>
    </main>
  );
}
