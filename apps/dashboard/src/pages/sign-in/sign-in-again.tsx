import { useQueryClient } from '@tanstack/react-query';
import { signedIn } from '../../api/trouble.js';
import { Dialog } from '../../ui/dialog.js';
import { SignInForm } from './sign-in-form.js';

/** The session has ended while a page was open: the page stays as it is behind this question. */
export function SignInAgain({ email }: { email: string }) {
  const client = useQueryClient();
  const done = async (): Promise<void> => {
    signedIn();
    await client.invalidateQueries();
  };
  return (
    <Dialog title="You have been signed out" isOpen>
      <p>Sign in again to go on where you were. Nothing you have typed is lost.</p>
      <SignInForm email={email} onDone={done} />
    </Dialog>
  );
}
