/** Types of demo-seed.mjs for the tests that seed a shop the same way. */

/** The part of AppConfig that is needed, where the API is, and the demo seller's password. */
export interface SeedRequest {
  url: string;
  config: {
    etsy: { standin: boolean };
    telegram: { standin: boolean };
    standins: { url: string };
  };
  password: string;
}

/** What stands afterwards; bot is a Telegram user name. */
export interface Demo {
  email: string;
  password: string;
  products: number;
  bot: string | null;
}

export declare const DEMO_EMAIL: string;

export declare function seedDemo(
  request: SeedRequest,
  detail: (text: string) => void,
): Promise<Demo>;
