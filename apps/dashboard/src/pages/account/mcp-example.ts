/** The lines an MCP client's configuration file wants. Pure. @param key the API key, or what stands for it */
export function mcpConfiguration(address: string, key = 'ifa_…your key…'): string {
  const shop = { type: 'http', url: address, headers: { Authorization: `Bearer ${key}` } };
  return JSON.stringify({ mcpServers: { shop } }, null, 2);
}
