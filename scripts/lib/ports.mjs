import { createServer } from 'node:net';

/**
 * @param {number} preferred
 * @returns {Promise<number>} this port of 127.0.0.1 or the next one that nobody listens on
 */
export async function firstFreePort(preferred) {
  for (let port = preferred; port < preferred + 100; port++) {
    if (await isFree(port)) return port;
  }
  return 0;
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
