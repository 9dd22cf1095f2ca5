import { Button, Empty } from '../ui/parts.js';

/** A page that broke while it was drawn, or that could not be loaded. What was typed is kept. */
export function PageCrash({ reset }: { reset: () => void }) {
  return (
    <Empty
      title="This page could not be shown"
      action={
        <div className="row">
          <Button look="main" onClick={reset}>
            Try again
          </Button>
          <Button onClick={() => window.location.reload()}>Load the page anew</Button>
        </div>
      }
    >
      Nothing you have typed is lost.
    </Empty>
  );
}
