/** One request to the stand-ins; a refusal's own words become the error. */

/** @param {string} path @param {object} [body] with a body it is a POST */
export async function ask(path, body) {
  const answer = await fetch(path, {
    method: body ? 'POST' : 'GET',
    ...(body
      ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      : {}),
  });
  if (answer.ok) return answer.json();
  const { error } = await answer.json().catch(() => ({}));
  throw new Error(typeof error === 'string' ? error : `the stand-in answered ${answer.status}`);
}
