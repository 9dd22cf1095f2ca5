import { Outlet } from '@tanstack/react-router';
import { useTrouble } from '../api/trouble.js';
import { useLiveUpdates } from '../live/use-live-updates.js';
import { SignIn } from '../pages/sign-in/sign-in.js';
import { SignInAgain } from '../pages/sign-in/sign-in-again.js';
import { Button, Empty, Loading } from '../ui/parts.js';
import { Header } from './header.js';
import { useAgent, useMe } from './session.js';
import { usePageFocus } from './use-page-focus.js';
import { useTimeZone } from './use-time-zone.js';

/** The pages of a signed-in seller. When the session ends meanwhile, the page stays and asks in front of it. */
export function SignedInShell() {
  const me = useMe();
  const agent = useAgent(me.isSuccess);
  const { isSignedOut } = useTrouble();
  useLiveUpdates(agent.isSuccess && !isSignedOut);
  useTimeZone(agent.data?.agent);
  usePageFocus();
  if (me.isPending) {
    return (
      <main className="alone">
        <Loading what="your shop" />
      </main>
    );
  }
  if (me.data === undefined && me.error?.status === 401) return <SignIn />;
  if (me.data === undefined) {
    return (
      <main className="alone">
        <Empty
          title="IFA cannot be reached right now"
          action={
            <Button look="main" onClick={() => void me.refetch()}>
              Try again now
            </Button>
          }
        >
          This page tries again by itself every few seconds.
        </Empty>
      </main>
    );
  }
  return (
    <>
      <Header agent={agent.data?.agent ?? null} />
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      {isSignedOut && <SignInAgain email={me.data.seller.email} />}
    </>
  );
}
