// Drives WebKitGTK by the W3C's WebDriver protocol, which is HTTP with JSON: https://www.w3.org/TR/webdriver2/.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** The key by which an element is named, clause 12 of the standard. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
/** How long the driver may take to answer at all, in milliseconds. */
const START_LIMIT = 20_000;

/** Starts a driver and a browser in it. `programs` are the paths of the driver and of the browser. */
export async function startWebKit({ driver, browser }, environment) {
  const port = await freePort();
  const process = spawn(driver, [`--port=${port}`], { env: environment, stdio: ['ignore', 'inherit', 'inherit'] });
  const ask = (method, path, body) => request(`http://127.0.0.1:${port}${path}`, method, body);
  const end = async () => {
    process.kill();
    await once(process, 'exit');
  };
  try {
    await untilAnswers(() => ask('GET', '/status'), process);
    const options = { binary: browser, args: ['--automation'] };
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': options } };
    const session = await ask('POST', '/session', { capabilities });
    const at = `/session/${session.sessionId}`;
    return {
      version: session.capabilities.browserVersion,
      open: (url) => ask('POST', `${at}/url`, { url }),
      async choose(selector, paths) {
        const found = await ask('POST', `${at}/element`, { using: 'css selector', value: selector });
        await ask('POST', `${at}/element/${found[ELEMENT]}/value`, { text: paths.join('\n') });
      },
      /** The value of an expression of JavaScript on the page. */
      evaluate: (expression) => ask('POST', `${at}/execute/sync`, { script: `return ${expression}`, args: [] }),
      async close() {
        await ask('DELETE', at).catch(() => {});
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function request(url, method, body) {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${method} ${url}: ${value.error}: ${value.message}`);
  return value;
}

async function untilAnswers(ask, process) {
  const start = Date.now();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (process.exitCode !== null) throw new Error(`the driver ended with ${process.exitCode}`);
      if (Date.now() - start > START_LIMIT) throw error;
      await new Promise((resume) => setTimeout(resume, 50));
    }
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
