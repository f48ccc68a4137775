// Starts the page's logic, which is Rust (web-demo/src). The page allows no inline script, so this is a file.
import init from './host/host.js';

await init();
