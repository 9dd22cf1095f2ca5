import { isMissingPart } from '../../api/http.js';
import { useChange, useRead } from '../../api/use-api.js';
import { PageTabs } from '../../ui/page-tabs.js';
import { Button, Loading, PageHead, Problem } from '../../ui/parts.js';
import { AdminSignIn } from './admin-sign-in.js';
import { Audit } from './audit.js';
import { DeadLetters } from './dead-letters.js';
import { Health } from './health.js';
import { Quota } from './quota.js';
import { Sellers } from './sellers.js';

/** For the people who run this server; a session of its own. */
export function Page() {
  const me = useRead<{ admin: { email: string } }>('/admin/me');
  return (
    <main id="main" className="admin">
      <AdminContent me={me} />
    </main>
  );
}

function AdminContent({ me }: { me: ReturnType<typeof useRead<{ admin: { email: string } }>> }) {
  const out = useChange(['/admin/me']);
  if (me.isPending) return <Loading what="administration" />;
  if (me.error && isMissingPart(me.error)) return <Problem error={me.error} />;
  if (!me.data || me.error?.status === 401) return <AdminSignIn />;
  const tabs = [
    ['sellers', 'Sellers', <Sellers key="s" />],
    ['health', 'Health', <Health key="h" />],
    ['quota', 'Etsy quota', <Quota key="q" />],
    ['dead', 'Dead letters', <DeadLetters key="d" />],
    ['audit', 'Audit log', <Audit key="a" />],
  ] as const;
  return (
    <>
      <PageHead title="Administration" about={me.data.admin.email}>
        <a className="button" href="/admin/queues">
          Queues
        </a>
        <Button onClick={() => out.mutate({ method: 'POST', path: '/admin/logout' })}>
          Sign out
        </Button>
      </PageHead>
      <PageTabs label="Parts of administration" tabs={tabs} />
    </>
  );
}
