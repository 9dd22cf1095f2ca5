import { Link } from '@tanstack/react-router';
import { useAgent } from '../../shell/session.js';
import { Empty, PageHead } from '../../ui/parts.js';
import { ConfirmAddress } from '../address/confirm-address.js';
import { ChannelLinks } from './channel-links.js';
import { ChannelList } from './channel-list.js';
import { LinkWebhook } from './link-webhook.js';
import { Notifications } from './notifications.js';

/** Where buyers write. */
export function Page() {
  const agent = useAgent();
  const isMissing = agent.error?.code === 'agents.not_provisioned';
  return (
    <>
      <PageHead title="Channels" about="Where your buyers write, and how each link is doing." />
      {isMissing ? (
        <Empty title="First your agent" action={<Link to="/start">Go to the first steps</Link>}>
          A channel needs an agent that answers on it.
        </Empty>
      ) : (
        <>
          <ConfirmAddress />
          <ChannelList />
          <ChannelLinks />
          <LinkWebhook />
          <Notifications />
        </>
      )}
    </>
  );
}
