/** Debian's Chromium for end-to-end tests, with what every page must hold: no console errors, no serious axe finding. */
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Set by `npm test`, which brings one where there is none. */
const PROGRAM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const ARTIFACTS = 'test/.artifacts/dashboard';
const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why browser tests cannot run here, or null. In CI a missing browser is a failure, not a reason. */
export function whyNoBrowser(): string | null {
  if (existsSync(PROGRAM) || process.env['CI'] === 'true') return null;
  return `${PROGRAM} is missing (apt-get install chromium)`;
}

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: PROGRAM, args: ARGS });
}

/** A picture of the page for a person to look at, when one asks: `DASHBOARD_PICTURES=1 npm run test:e2e`. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env['DASHBOARD_PICTURES']) return;
  await mkdir(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTIFACTS, `${name}.png`), fullPage: true });
}

/** What is wrong with the page as it stands, and on a phone: nothing, or one line each. With a picture of both widths. */
export async function flaws(page: Page, name: string): Promise<string[]> {
  const wide = page.viewportSize() ?? { width: 1280, height: 860 };
  const found = await seriousFindings(page);
  await picture(page, name);
  await page.setViewportSize({ width: 360, height: 800 });
  const pixels = await overflow(page);
  if (pixels > 0) found.push(`${pixels} px too wide for 360 px`);
  await picture(page, `${name}-360`);
  await page.setViewportSize(wide);
  return found.map((finding) => `${name}: ${finding}`);
}

/** Findings of axe of level serious or worse, one line each. @param rules only these; all by default */
export async function seriousFindings(page: Page, rules?: string[]): Promise<string[]> {
  // Evaluated by the debugger, which the page's own policy does not bind.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(await axeSource());
  const findings = await page.evaluate(
    `axe.run(${rules ? JSON.stringify({ runOnly: rules }) : ''}).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | ')))`,
  );
  return Array.isArray(findings) ? findings.map(String) : [];
}

let axe: Promise<string> | null = null;

function axeSource(): Promise<string> {
  axe ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  return axe;
}

/** Pixels by which the page is wider than its window. */
export async function overflow(page: Page): Promise<number> {
  return Number(
    await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    ),
  );
}
