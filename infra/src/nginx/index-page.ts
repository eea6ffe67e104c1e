/** What `/` shows as long as the dashboard is not built. */
export const INDEX_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Samvad</title>
<style>body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1rem }</style>
</head>
<body>
<h1>Samvad is running</h1>
<p>The REST API answers below <code>/api/v1</code>, the realtime API at <code>/socket.io</code>.</p>
<p>Their reference: <a href="/docs">/docs</a></p>
</body>
</html>
`;
