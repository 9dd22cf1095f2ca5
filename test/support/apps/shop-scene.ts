/** The scene of an end-to-end test: a running stack with the demo seller, and hands to play the buyer with. */
import { DEMO_EMAIL, seedDemo } from '../../../scripts/lib/demo/demo-seed.mjs';
import { callJson } from '../call-json.js';
import { eventually } from '../eventually.js';
import { startStack, type Stack, type StackOptions } from './processes.js';

const PASSWORD = 'a password for the demo';

export interface ChatMessage {
  fromBot: boolean;
  text: string;
}

export interface ShopScene {
  stack: Stack;
  token: string;
  bot: string;
  /** The API, signed in as the demo seller. */
  api(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Writes to the bot as a buyer; answers Telegram's update. */
  write(person: number, text: string): Promise<{ update_id: number }>;
  /** What stands in a buyer's chat. */
  chat(person: number): Promise<ChatMessage[]>;
  /** Waits for the bot's n-th message to a buyer. */
  answer(person: number, n?: number, withinMs?: number): Promise<string>;
  /** A control call of the stand-ins. */
  standin(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export async function openShopScene(options: StackOptions = {}): Promise<ShopScene> {
  const stack = await startStack(options);
  try {
    const config = {
      etsy: { standin: true },
      telegram: { standin: true },
      standins: { url: stack.standinsUrl },
    };
    const demo = await seedDemo({ url: stack.apiUrl, config, password: PASSWORD }, () => undefined);
    const signedIn = await callJson(`${stack.apiUrl}/auth/login`, 'POST', {
      email: DEMO_EMAIL,
      password: PASSWORD,
    });
    return sceneOf(stack, String(signedIn.body['token']), demo.bot ?? '');
  } catch (error) {
    await stack.close().catch(() => undefined);
    throw error;
  }
}

function sceneOf(stack: Stack, token: string, bot: string): ShopScene {
  const control = `${stack.standinsUrl}/telegram/_control/bots/${bot}/chats`;
  const chat = async (person: number): Promise<ChatMessage[]> => {
    const { body } = await callJson(`${control}/${person}/messages`, 'GET');
    const messages = Array.isArray(body['messages']) ? body['messages'] : [];
    return messages.map((message) => ({
      fromBot: message.from === 'bot',
      text: String(message.text ?? ''),
    }));
  };
  return {
    stack,
    token,
    bot,
    chat,
    api: (method, path, body) => callJson(`${stack.apiUrl}${path}`, method, body, token),
    write: async (person, text) => {
      const { body } = await callJson(`${control}/${person}/messages`, 'POST', {
        text,
        name: `Buyer ${person}`,
      });
      return body['update'] as { update_id: number };
    },
    answer: async (person, n = 1, withinMs = 60_000) =>
      eventually(
        `answer ${n} to buyer ${person}`,
        async () => (await chat(person)).filter((message) => message.fromBot)[n - 1]?.text,
        withinMs,
      ),
    standin: async (method, path, body) =>
      (await callJson(`${stack.standinsUrl}${path}`, method, body)).body,
    close: () => stack.close(),
  };
}
