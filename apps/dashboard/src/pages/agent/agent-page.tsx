import { Link } from '@tanstack/react-router';
import { useAgent } from '../../shell/session.js';
import { PageTabs } from '../../ui/page-tabs.js';
import { Card, Empty, Loading, PageHead, Problem } from '../../ui/parts.js';
import { Hours } from './hours.js';
import { KnowledgeTab } from './knowledge.js';
import { Limits } from './limits.js';
import { SellerChat, TestChat } from './own-chat.js';
import { Personality } from './personality.js';
import { Proposals } from './proposals.js';

/** How the agent speaks, what it knows, when and how much it answers. */
export function Page() {
  const { data, error, isPending } = useAgent();
  if (isPending) return <Loading what="your agent" />;
  if (error?.code === 'agents.not_provisioned') {
    return (
      <Empty
        title="Your agent is not there yet"
        action={<Link to="/start">Go to the first steps</Link>}
      >
        It is made from your products, so connect your shop first.
      </Empty>
    );
  }
  if (!data) return <Problem error={error} />;
  const { agent } = data;
  const tabs = [
    ['personality', 'Personality', <Personality key="p" agent={agent} />],
    ['knowledge', 'Knowledge', <KnowledgeTab key="k" />],
    ['hours', 'Hours and language', <Hours key="h" agent={agent} />],
    ['limits', 'Limits', <Limits key="l" agent={agent} />],
    ['proposals', 'Proposals', <Proposals key="r" />],
    [
      'ask',
      'Ask it',
      <Card
        key="a"
        title="You and your agent"
        about="It looks after your inventory with you. Ask for a report, or for a change: “Set the stock of the oatmeal teapot to 4.”"
      >
        <SellerChat />
      </Card>,
    ],
    [
      'try',
      'Try it',
      <Card key="t" title="Test chat">
        <TestChat />
      </Card>,
    ],
  ] as const;
  return (
    <>
      <PageHead title={agent.name} about="Changes count from the next answer on." />
      <PageTabs label="Parts of the agent" tabs={tabs} />
    </>
  );
}
