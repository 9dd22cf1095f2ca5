/**
 * A seller's own program: the official client of the protocol, in a process of its own. Prints what it was told:
 * the server's name, the tools, and what each of the calls given as JSON came to.
 */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [url, key, calls] = process.argv.slice(2);
const client = new Client({ name: 'a-sellers-program', version: '1.0.0' });
const headers = { authorization: `Bearer ${key}` };
try {
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
  );
  const { tools } = await client.listTools();
  const answers = [];
  for (const call of JSON.parse(calls)) answers.push(await client.callTool(call));
  const names = tools.map((tool) => tool.name);
  const server = client.getServerVersion()?.name;
  process.stdout.write(JSON.stringify({ server, names, answers }));
  await client.close();
} catch (error) {
  process.stdout.write(JSON.stringify({ refused: String(error) }));
}
