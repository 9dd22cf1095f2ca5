import type { ApiError } from '../api/http.js';
import { Dialog } from '../ui/dialog.js';
import { Button, Problem } from '../ui/parts.js';
import { count } from '../ui/words.js';

/** What is to become of those who wrote meanwhile, as the API calls it. */
export type Waiting = 'answer' | 'expire';

interface ResumeChoiceProps {
  /** How many conversations wait. */
  waiting: number;
  isOpen: boolean;
  busy: boolean;
  error: ApiError | null;
  onChoose: (what: Waiting) => void;
  onClose: () => void;
}

/** Asked when the agent goes on and somebody has written while it was paused. */
export function ResumeChoice(props: ResumeChoiceProps) {
  const { waiting, isOpen, busy, error, onChoose, onClose } = props;
  return (
    <Dialog title="Answer what was written meanwhile?" isOpen={isOpen} onClose={onClose}>
      <p>
        {count(waiting, 'conversation')} {waiting === 1 ? 'waits' : 'wait'} for an answer. Without
        one, the messages are listed under “Not answered”.
      </p>
      <Problem error={error} />
      <div className="row end">
        <Button onClick={onClose}>Cancel</Button>
        <Button busy={busy} onClick={() => onChoose('expire')}>
          Only answer new messages
        </Button>
        <Button look="main" busy={busy} data-first onClick={() => onChoose('answer')}>
          Answer them too
        </Button>
      </div>
    </Dialog>
  );
}
