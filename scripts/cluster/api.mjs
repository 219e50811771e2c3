import { addressesOf, projectId, readSettings } from './settings.mjs';

/**
 * Asks nova-api through the VIP, as its users do.
 *
 * @param {string} method
 * @param {string} path below /v2.1
 * @param {unknown} [body]
 * @returns {Promise<{status: number, body: any}>} status 0 when nobody answered
 */
export async function requestApi(method, path, body, seconds = 60) {
  const settings = readSettings();
  if (settings === undefined) throw new Error('There is no cluster.');
  try {
    const answer = await fetch(`http://${addressesOf(settings).vip}:8774/v2.1${path}`, {
      method,
      headers: {
        'X-Auth-Token': `admin:${projectId}`,
        'OpenStack-API-Version': 'compute 2.37',
        'Content-Type': 'application/json',
      },
      signal: AbortSignal.timeout(seconds * 1000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : undefined };
  } catch {
    return { status: 0, body: undefined };
  }
}
