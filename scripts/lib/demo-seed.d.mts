/** Types of demo-seed.mjs for the tests that seed a shop the same way. */
export declare const DEMO_EMAIL: string;

export declare function seedDemo(
  request: {
    url: string;
    config: { etsy: { standin: boolean }; telegram: { standin: boolean }; standins: { url: string } };
    password: string;
  },
  detail: (text: string) => void,
): Promise<{ email: string; password: string; products: number; bot: string | null }>;
