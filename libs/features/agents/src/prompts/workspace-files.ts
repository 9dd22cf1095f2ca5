/** Texts of a workspace's files. They show the seller and the operator what the agent is told. */

export function claudeMd(agentName: string): string {
  return `# ${agentName}

This folder is a picture of what the agent knows. IFA writes it from its database; changes made here are overwritten.

- \`SOUL.md\`: the shop owner's own instructions. Change them in the dashboard or with PATCH /agents/me/soul.
- \`products/inventory.json\`: the catalogue in short form.
- \`.mcp.json\`: the agent's tools for your own MCP client. Put an API key into the environment as IFA_MCP_TOKEN.
`;
}

export function soulMd(soulInstructions: string): string {
  return `${soulInstructions.trim()}\n`;
}

/** @param apiUrl where the API is reached, without a slash at its end */
export function mcpJson(apiUrl: string): string {
  const server = {
    type: 'http',
    url: `${apiUrl}/mcp`,
    headers: { Authorization: 'Bearer ${IFA_MCP_TOKEN}' },
  };
  return `${JSON.stringify({ mcpServers: { shop: server } }, null, 2)}\n`;
}
