/**
 * Every route the app has, collected while Fastify registers them. Tells a wrong method (405) from a wrong address
 * (404), and gives tests the list to walk, such as the one that asks every route for a foreign id.
 */
import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/** One route: `{ method: 'GET', url: '/products/:id' }`. */
export interface Route {
  method: string;
  url: string;
}

interface MatchableRoute extends Route {
  pattern: RegExp;
}

/** The routes of this app. */
@Injectable()
export class RouteList {
  private readonly list: MatchableRoute[] = [];

  /** Starts collecting; to be called before the first route is registered. */
  collectFrom(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      const pattern = patternOf(url);
      for (const name of [method].flat()) this.list.push({ method: name, url, pattern });
    });
  }

  /** All routes but HEAD and OPTIONS, which Fastify and CORS add by themselves. */
  all(): Route[] {
    return this.list
      .filter(({ method, url }) => !isAutomatic(method) && url !== '*')
      .map(({ method, url }) => ({ method, url }));
  }

  /** The methods that an address answers to; empty when there is no such address. */
  methodsOf(path: string): string[] {
    const methods = this.list
      .filter(({ method, url, pattern }) => {
        return !isAutomatic(method) && url !== '*' && pattern.test(path);
      })
      .map(({ method }) => method);
    return [...new Set(methods)].toSorted();
  }
}

function isAutomatic(method: string): boolean {
  return method === 'HEAD' || method === 'OPTIONS';
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part.startsWith(':')) return '[^/]+';
    if (part === '*') return '.*';
    return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('/')}$`);
}
