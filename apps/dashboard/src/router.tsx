/** Which address shows which page. Pages are loaded when they are first opened. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { ForgotPassword } from './pages/sign-in/forgot-password.js';
import { MailLink } from './pages/sign-in/mail-link.js';
import { NotFound } from './shell/not-found.js';
import { PageCrash } from './shell/page-crash.js';
import { Root } from './shell/root.js';
import { Loading } from './ui/parts.js';
import { SignedInShell } from './shell/signed-in-shell.js';

const rootRoute = createRootRoute({ component: Root, notFoundComponent: NotFound });

const shell = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: SignedInShell,
});

const page = (path: string, load: () => Promise<{ Page: () => React.ReactNode }>) =>
  createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(load, 'Page') });

const conversations = page('/conversations', () => import('./pages/conversations/inbox-page.js'));
const thread = createRoute({ getParentRoute: () => conversations, path: '$id' });

const pages = [
  page('/', () => import('./pages/overview/overview-page.js')),
  page('/start', () => import('./pages/guide/guide-page.js')),
  // The list stays as it is, searched and scrolled, while one conversation after the other is opened beside it.
  conversations.addChildren([thread]),
  page('/agent', () => import('./pages/agent/agent-page.js')),
  page('/products', () => import('./pages/products/products-page.js')),
  page('/channels', () => import('./pages/channels/channels-page.js')),
  page('/account', () => import('./pages/account/account-page.js')),
];

const admin = createRoute({
  getParentRoute: () => rootRoute,
  path: '/admin',
  component: lazyRouteComponent(() => import('./pages/admin/admin-page.js'), 'Page'),
});
const forgot = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot-password',
  component: ForgotPassword,
});
const mailLinks = ['/reset-password', '/verify-email'].map((path) =>
  createRoute({ getParentRoute: () => rootRoute, path, component: MailLink }),
);

export const router = createRouter({
  routeTree: rootRoute.addChildren([shell.addChildren(pages), admin, forgot, ...mailLinks]),
  basepath: '/app',
  defaultPreload: 'intent',
  defaultPendingComponent: Loading,
  defaultErrorComponent: PageCrash,
  scrollRestoration: false,
});
