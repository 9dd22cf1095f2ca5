import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId, type Id } from '#platform/ids';
import { bodyOf, registerSeller, startTestApi, type TestApi } from '../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';
import { testRedisUrl } from '../../support/servers/redis.js';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({
    databaseUrl: database.url,
    redisUrl: testRedisUrl(),
    env: { RATE_LIMIT_AUTH_PER_MINUTE: '1000', RATE_LIMIT_SELLER_PER_MINUTE: '1000' },
  });
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

interface Owner {
  token: string;
  sellerId: Id<'sel'>;
  agentId: Id<'agt'>;
}

async function anOwner(): Promise<Owner> {
  const { token, sellerId } = await registerSeller(api);
  const agentId = newId('agt');
  await database.dataSource.query(
    `insert into agents (id, seller_id, name, workspace_path) values ($1, $2, 'Agent', '')`,
    [agentId, sellerId],
  );
  return { token, sellerId: `sel_${sellerId.slice(4)}`, agentId };
}

/** A conversation with one message in a state. */
async function aMessage(
  owner: Owner,
  status: string,
  text = 'Is the glaze safe?',
): Promise<string> {
  const [conversationId, inboxId, channelId] = [newId('cnv'), newId('inb'), newId('chn')];
  await database.dataSource.query(
    `insert into messaging_channels (id, seller_id, agent_id, platform, platform_id, status)
     values ($1, $2, $3, 'webhook', $1, 'connected')`,
    [channelId, owner.sellerId, owner.agentId],
  );
  await database.dataSource.query(
    `insert into conversations (id, seller_id, agent_id, channel_id, kind, external_id, buyer_name, last_seq)
     values ($1, $2, $3, $4, 'buyer', '1', 'Bea', 1)`,
    [conversationId, owner.sellerId, owner.agentId, channelId],
  );
  await database.dataSource.query(
    `insert into agent_inbox (id, agent_id, conversation_id, channel_id, external_id, seq, payload, source, status, error)
     values ($1, $2, $3, $4, '1', 1, $5, 'webhook', $6, case when $6 = 'failed' then 'timeout' end)`,
    [
      inboxId,
      owner.agentId,
      conversationId,
      channelId,
      JSON.stringify({ text, senderId: '1', senderName: 'Bea', sentAt: '2026-01-01T00:00:00Z' }),
      status,
    ],
  );
  return inboxId;
}

const ask = async (owner: Owner, method: string, path: string, json?: unknown) => {
  const { token } = owner;
  const response = await api.fetch(path, {
    method,
    token,
    ...(json === undefined ? {} : { json }),
  });
  return { status: response.status, body: await bodyOf(response) };
};

describe("a seller's settings of the agent", () => {
  it('change one by one, go back to their defaults with null, and refuse nonsense', async () => {
    const owner = await anOwner();
    const hours = { days: { mon: [['09:00', '17:00']] }, outOfHoursLine: 'Back at nine.' };
    const config = { timeZone: 'Europe/Berlin', debounceMs: 500, hours };
    // Nobody has named a time zone: whoever shows the settings can see that and ask.
    const before = await ask(owner, 'GET', '/agents/me');
    expect(before.body.agent.config).toMatchObject({ timeZone: null });
    const changed = await ask(owner, 'PATCH', '/agents/me', { name: 'Mia', config });
    expect(changed.body.agent).toMatchObject({ name: 'Mia', config });
    await ask(owner, 'PATCH', '/agents/me', { config: { debounceMs: null, hours: null } });
    const now = await ask(owner, 'GET', '/agents/me');
    expect(now.body.agent.config).toMatchObject({
      debounceMs: 2_000,
      hours: null,
      timeZone: 'Europe/Berlin',
    });
    for (const bad of [
      { timeZone: 'Nowhere/Land' },
      { debounceMs: -1 },
      { hours: { days: { mon: [['17:00', '09:00']] }, outOfHoursLine: '' } },
      { hours: { days: { mon: [['9', '10']] }, outOfHoursLine: '' } },
      { unknown: true },
    ]) {
      expect((await ask(owner, 'PATCH', '/agents/me', { config: bad })).status).toBe(400);
    }
  });

  it('are taken back as they were given', async () => {
    const owner = await anOwner();
    const { config } = (await ask(owner, 'GET', '/agents/me')).body.agent;
    const changed = await ask(owner, 'PATCH', '/agents/me', { config });
    expect(changed.body.agent?.config).toEqual(config);
  });

  it('keep every version of the instructions, and restore one', async () => {
    const owner = await anOwner();
    for (const soulInstructions of ['Be kind.', 'Be brief.', 'Be brief.']) {
      await ask(owner, 'PATCH', '/agents/me/soul', { soulInstructions });
    }
    const { body } = await ask(owner, 'GET', '/agents/me/soul/versions');
    const texts = (versions: { soulInstructions: string }[]): string[] =>
      versions.map((version) => version.soulInstructions);
    expect(texts(body.versions)).toEqual(['Be brief.', 'Be kind.']);
    expect(body.versions[0].current).toBe(true);
    const { id } = body.versions[1];
    const [newest] = body.versions;
    const diff = await ask(owner, 'GET', `/agents/me/soul/versions/${newest.id}/diff`);
    expect(diff.body.lines).toEqual([
      { change: 'removed', text: 'Be kind.' },
      { change: 'added', text: 'Be brief.' },
    ]);
    expect((await ask(owner, 'POST', `/agents/me/soul/versions/${id}/restore`)).status).toBe(200);
    const agent = await ask(owner, 'GET', '/agents/me');
    expect(agent.body.agent.soulInstructions).toBe('Be kind.');
  });
});

describe('messages that were not answered', () => {
  it('are listed with their reason, replayed once, dismissed', async () => {
    const owner = await anOwner();
    const [first, second] = [await aMessage(owner, 'failed'), await aMessage(owner, 'expired')];
    await aMessage(owner, 'done');
    const { body } = await ask(owner, 'GET', '/agents/me/not-answered');
    expect(body.messages.map((message: { id: string }) => message.id)).toEqual([second, first]);
    expect(body.messages[1]).toMatchObject({ buyerName: 'Bea', reason: 'timeout' });

    const replayed = await ask(owner, 'POST', `/agents/me/not-answered/${first}/replay`);
    expect(replayed.body).toMatchObject({ queued: true });
    const [row] = await database.dataSource.query(
      `select seq, status, payload->>'text' as text from agent_inbox where id = $1`,
      [replayed.body.inboxId],
    );
    expect(row).toEqual({ seq: 2, status: 'queued', text: 'Is the glaze safe?' });
    expect((await ask(owner, 'POST', `/agents/me/not-answered/${first}/replay`)).status).toBe(404);
    expect((await ask(owner, 'POST', `/agents/me/not-answered/${second}/dismiss`)).status).toBe(
      200,
    );
    expect((await ask(owner, 'GET', '/agents/me/not-answered')).body.messages).toEqual([]);
  });

  it('are those that waited while the agent was paused, if the seller wants it so', async () => {
    const owner = await anOwner();
    await ask(owner, 'POST', '/agents/me/pause');
    const inboxId = await aMessage(owner, 'queued');
    const resumed = await ask(owner, 'POST', '/agents/me/resume', { waiting: 'expire' });
    expect(resumed.body).toEqual({ success: true, status: 'active' });
    const { body } = await ask(owner, 'GET', '/agents/me/not-answered');
    expect(body.messages).toMatchObject([{ id: inboxId, reason: 'paused' }]);
    // Without a body what waits is answered.
    await ask(owner, 'POST', '/agents/me/pause');
    expect((await ask(owner, 'POST', '/agents/me/resume')).status).toBe(200);
  });
});

describe('what the seller teaches the agent', () => {
  it('is suggested from what it could not answer, kept, changed and removed', async () => {
    const owner = await anOwner();
    const inboxId = await aMessage(owner, 'failed');
    const suggested = await ask(owner, 'GET', '/agents/me/knowledge/suggestions');
    expect(suggested.body.suggestions).toMatchObject([
      { id: inboxId, question: 'Is the glaze safe?' },
    ]);
    const entry = { question: 'Is the glaze safe?', answer: 'Yes.', suggestionId: inboxId };
    const added = await ask(owner, 'POST', '/agents/me/knowledge', entry);
    const after = await ask(owner, 'GET', '/agents/me/knowledge/suggestions');
    expect(after.body.suggestions).toEqual([]);
    const path = `/agents/me/knowledge/${added.body.entry.id}`;
    const changed = await ask(owner, 'PATCH', path, { answer: 'Yes, food safe.' });
    expect(changed.body.entry).toMatchObject({
      answer: 'Yes, food safe.',
      question: entry.question,
    });
    expect((await ask(owner, 'DELETE', path)).status).toBe(200);
    expect((await ask(owner, 'GET', '/agents/me/knowledge')).body).toEqual({
      entries: [],
      total: 0,
      next: null,
    });
  });

  it('is not suggested again when the seller has put it away', async () => {
    const owner = await anOwner();
    const put = await aMessage(owner, 'failed');
    for (const _ of ['once', 'twice']) {
      const path = `/agents/me/knowledge/suggestions/${put}/dismiss`;
      expect((await ask(owner, 'POST', path)).status).toBe(200);
    }
    const { body } = await ask(owner, 'GET', '/agents/me/knowledge/suggestions');
    expect(body.suggestions).toEqual([]);
    // It got no answer all the same.
    const { body: listed } = await ask(owner, 'GET', '/agents/me/not-answered');
    expect(listed.messages).toMatchObject([{ id: put }]);
  });
});

describe('wishes for something made to order', () => {
  it('are listed by how far they are', async () => {
    const owner = await anOwner();
    const inboxId = await aMessage(owner, 'done');
    const [open, done] = [newId('cus'), newId('cus')];
    for (const id of [open, done]) {
      await database.dataSource.query(
        `insert into custom_requests (id, seller_id, conversation_id, summary)
         select $1, $2, conversation_id, 'A bowl' from agent_inbox where id = $3`,
        [id, owner.sellerId, inboxId],
      );
    }
    const path = '/agents/me/custom-requests';
    await ask(owner, 'PATCH', `${path}/${done}`, { status: 'done' });
    expect((await ask(owner, 'GET', `${path}?status=open`)).body.requests).toMatchObject([
      { id: open },
    ]);
    expect((await ask(owner, 'GET', path)).body.requests).toHaveLength(2);
    expect((await ask(owner, 'GET', `${path}?status=lost`)).status).toBe(400);
  });
});

describe('the test chat', () => {
  it('is a conversation of its own kind, and can be forgotten', async () => {
    const owner = await anOwner();
    const { body } = await ask(owner, 'POST', '/agents/me/test', { message: 'Do you have mugs?' });
    expect(body).toMatchObject({ queued: true });
    const kinds = await database.dataSource.query(`select kind from conversations where id = $1`, [
      body.conversationId,
    ]);
    expect(kinds).toEqual([{ kind: 'test' }]);
    expect((await ask(owner, 'DELETE', '/agents/me/test')).status).toBe(200);
    const left = await database.dataSource.query(`select 1 from agent_inbox where id = $1`, [
      body.inboxId,
    ]);
    expect(left).toEqual([]);
  });
});

describe('the costs', () => {
  it('of an agent that has done nothing are none', async () => {
    const owner = await anOwner();
    expect((await ask(owner, 'GET', '/agents/me/usage')).body).toMatchObject({
      plan: 'free',
      month: { costMicros: 0, runs: 0 },
      today: { costMicros: 0, runs: 0 },
    });
  });
});
