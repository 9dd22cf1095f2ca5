import { Link } from '@tanstack/react-router';
import { Empty } from '../ui/parts.js';

export function NotFound() {
  return (
    <main className="alone">
      <Empty title="There is no such page" action={<Link to="/">Go to the overview</Link>}>
        The address may have been typed wrongly or the page may have moved.
      </Empty>
    </main>
  );
}
