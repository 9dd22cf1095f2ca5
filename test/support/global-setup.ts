/**
 * Before the integration and end-to-end tests: a throw-away Postgres and Redis, and one migrated database that every
 * test file clones. TEST_DATABASE_URL and TEST_REDIS_URL take servers that are there already instead; that Redis
 * must be empty, and is emptied afterwards.
 */
import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { TestProject } from 'vitest/node';
import { dataSourceOptions } from '#schema';
import { databaseUrl, withAdmin } from './servers/database-admin.js';
import { ServicesProcess, type TestServices } from './servers/services.js';

const MIN_NODE = 24;
let services: ServicesProcess | null = null;
let provided: TestServices | null = null;

/** Runs once per vitest project. */
export async function setup(project: TestProject): Promise<void> {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < MIN_NODE) {
    throw new Error(
      `the tests run on Node ${MIN_NODE}, this is ${process.versions.node}: use npm test`,
    );
  }
  const givenPostgres = process.env['TEST_DATABASE_URL'];
  const givenRedis = process.env['TEST_REDIS_URL'];
  const wanted: ('postgres' | 'redis')[] = [];
  if (givenPostgres === undefined) wanted.push('postgres');
  if (givenRedis === undefined) wanted.push('redis');
  services = await ServicesProcess.start(wanted);
  const adminUrl = givenPostgres ?? services.postgresUrl;
  const redisUrl = givenRedis ?? services.redisUrl;
  if (!adminUrl || !redisUrl) throw new Error('the test services gave no address');
  const templateName = `ifa_test_${randomBytes(4).toString('hex')}_template`;
  provided = { adminUrl, templateName, redisUrl, redisDatabases: await emptyRedis(redisUrl) };
  await makeTemplate(provided);
  project.provide('services', provided);
}

/** Removes what setup() and the tests made. */
export async function teardown(): Promise<void> {
  if (provided !== null && process.env['TEST_DATABASE_URL'] !== undefined) {
    await dropDatabases(provided);
  }
  if (provided !== null && process.env['TEST_REDIS_URL'] !== undefined) {
    const redis = new Redis(provided.redisUrl);
    await redis.flushall();
    redis.disconnect();
  }
  await services?.close();
}

/** How many databases it has; refuses one that holds anything. */
async function emptyRedis(url: string): Promise<number> {
  const redis = new Redis(url);
  try {
    const keyspace = await redis.info('keyspace');
    if (keyspace.includes('keys=')) {
      throw new Error(`the Redis of TEST_REDIS_URL is not empty; the tests need one of their own`);
    }
    const [, count] = (await redis.call('CONFIG', 'GET', 'databases')) as string[];
    return Number(count ?? 16);
  } finally {
    redis.disconnect();
  }
}

async function makeTemplate({ adminUrl, templateName }: TestServices): Promise<void> {
  await withAdmin(adminUrl, (client) => client.query(`create database ${templateName}`));
  const dataSource = new DataSource(dataSourceOptions(databaseUrl(adminUrl, templateName)));
  await dataSource.initialize();
  try {
    await dataSource.runMigrations();
  } finally {
    await dataSource.destroy();
  }
}

async function dropDatabases({ adminUrl, templateName }: TestServices): Promise<void> {
  const prefix = templateName.replace(/template$/, '');
  await withAdmin(adminUrl, async (client: pg.Client) => {
    const { rows } = await client.query<{ name: string }>(
      `select datname as name from pg_database where starts_with(datname, $1)`,
      [prefix],
    );
    for (const { name } of rows) await client.query(`drop database if exists ${name} with (force)`);
  });
}
