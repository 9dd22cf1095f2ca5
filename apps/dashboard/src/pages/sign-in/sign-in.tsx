import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAfterSignIn } from '../../shell/session.js';
import { Button } from '../../ui/parts.js';
import { SignInForm } from './sign-in-form.js';
import { SignUpForm } from './sign-up-form.js';

/** The first thing anybody sees: sign in, or make an account. */
export function SignIn() {
  const [isNew, setNew] = useState(() => new URLSearchParams(location.search).has('new'));
  const done = useAfterSignIn();
  const navigate = useNavigate();
  const begin = async (): Promise<void> => {
    await done();
    await navigate({ to: '/start' });
  };
  return (
    <main id="main" className="alone">
      <div className="welcome">
        <h1>{isNew ? 'Make your account' : 'Welcome back'}</h1>
        <p className="about">
          IFA answers your buyers on WhatsApp and Telegram, day and night, from your own Etsy
          catalogue. You can step in at any time.
        </p>
      </div>
      <div className="card narrow">
        {isNew ? <SignUpForm onDone={begin} /> : <SignInForm onDone={done} />}
        <p className="row spread">
          <Button look="quiet" onClick={() => setNew(!isNew)}>
            {isNew ? 'I have an account' : 'Make a new account'}
          </Button>
          {!isNew && <Link to="/forgot-password">Forgot your password?</Link>}
        </p>
      </div>
    </main>
  );
}
