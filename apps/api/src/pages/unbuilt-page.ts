/** What /app shows when the dashboard has not been built. */
export const UNBUILT_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>IFA</title></head>
<body>
<h1>The dashboard is not built</h1>
<p>The API is running. Build the dashboard and start again, or use the API directly:</p>
<ul>
<li><a href="/docs">API documentation</a></li>
<li><a href="/docs-json">OpenAPI document</a></li>
<li><a href="/health">Health</a></li>
</ul>
</body>
</html>
`;
