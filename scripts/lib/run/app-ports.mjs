/** The ports of API, stand-ins and metrics: the person's own are kept to, the usual ones give way when they are taken. */
import { isPortFree, nextFreePort } from './ports.mjs';
import { say, UserError } from '../ui.mjs';

const USUAL = { PORT: 8080, STANDINS_PORT: 8090 };

/**
 * @param {Record<string, string>} env @param {boolean} withStandins
 * @returns {Promise<{ port: number, standinsPort: number }>} @throws {UserError} naming the variable whose port is taken
 */
export async function choosePorts(env, withStandins) {
  const port = await choose('PORT', env, []);
  const standinsPort = withStandins
    ? await choose('STANDINS_PORT', env, [port])
    : USUAL.STANDINS_PORT;
  return { port, standinsPort };
}

/** @param {'PORT' | 'STANDINS_PORT'} name @param {Record<string, string>} env @param {number[]} taken */
async function choose(name, env, taken) {
  const given = env[name];
  if (given !== undefined) {
    const port = Number(given);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new UserError(`${name}: must be a port from 1 to 65535 (example: ${USUAL[name]})`);
    }
    if (!(await isPortFree(port))) {
      throw new UserError(
        `${name}: ${port} is taken by another program. Set another one, or none to get a free one.`,
      );
    }
    return port;
  }
  const port = await nextFreePort(USUAL[name], taken);
  if (port !== USUAL[name]) say(`  port ${USUAL[name]} is taken, so ${name} is ${port} this time`);
  return port;
}
