/** Small JSON calls to our own API and to the stand-ins' control routes, for the demo scripts. */

/** @typedef {(method: string, path: string, body?: unknown) => Promise<{ status: number, body: any, cookie: string }>} Call cookie: what the answer set, as a browser sends it back */

/** @param {string} url @param {string} [token] @returns {Call} */
export function apiCaller(url, token) {
  return async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(40_000),
    });
    const text = await response.text();
    const cookies = response.headers.getSetCookie().map((set) => set.split(';')[0]);
    return {
      status: response.status,
      body: text === '' ? null : parsed(text),
      cookie: cookies.join('; '),
    };
  };
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param {{ status: number, body: any }} answer @param {string} what */
export function mustBeOk(answer, what) {
  if (answer.status === 200) return answer.body;
  throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body?.error ?? answer.body)}`);
}
