import { Outlet } from '@tanstack/react-router';
import { useTrouble } from '../api/trouble.js';
import { useNewTitle } from '../ui/use-title.js';
import { Footer } from './footer.js';
import { StandinBanner } from './standin-banner.js';

/** What stands around every page, signed in or not. */
export function Root() {
  const { isUnreachable } = useTrouble();
  const newTitle = useNewTitle();
  return (
    <>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <div className="trouble" aria-live="assertive">
        {isUnreachable && (
          <p className="banner bad">
            No connection to IFA right now. We keep trying; nothing you have typed is lost.
          </p>
        )}
      </div>
      <div className="hidden" aria-live="polite">
        {newTitle}
      </div>
      <StandinBanner />
      <Outlet />
      <Footer />
    </>
  );
}
