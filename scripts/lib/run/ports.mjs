/** Free TCP ports on 127.0.0.1. */
import net from 'node:net';

const LOOPBACK = '127.0.0.1';

/** @param {number} port 0 = any @param {string} host @returns {Promise<number | null>} the port, or null when it is taken */
function tryListen(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}

/** Any free port. Another process may take it before you do: retry on EADDRINUSE. @returns {Promise<number>} */
export async function freePort() {
  const port = await tryListen(0, LOOPBACK);
  if (port === null) throw new Error(`no free TCP port on ${LOOPBACK}`);
  return port;
}

/** Free on loopback and on all addresses (a server on 0.0.0.0 counts as taken). @param {number} port */
export async function isPortFree(port) {
  return (await tryListen(port, LOOPBACK)) !== null && (await tryListen(port, '0.0.0.0')) !== null;
}

/**
 * The first free port from `wanted` upwards that is not in `taken`.
 * @param {number} wanted @param {number[]} [taken]
 */
export async function nextFreePort(wanted, taken = []) {
  for (let port = wanted; port < Math.min(wanted + 200, 65_536); port += 1) {
    if (!taken.includes(port) && (await isPortFree(port))) return port;
  }
  return freePort();
}
