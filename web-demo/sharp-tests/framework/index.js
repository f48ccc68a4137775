// A server that optimises images as Next.js does for `next/image`: the same calls of sharp, which it has of its own dependencies. An image
// is the body of `POST /image?w=640&q=75`; the type to answer with is the first one in Accept. `GET /memory` tells bytes.
const { createServer } = require('node:http');
const sharp = require('sharp');

const LIMIT_INPUT_PIXELS = 268_402_689;

async function optimised(buffer, { width, quality, contentType }) {
  const transformer = sharp(buffer, { limitInputPixels: LIMIT_INPUT_PIXELS, sequentialRead: true }).timeout({ seconds: 7 }).rotate();
  transformer.resize(width, undefined, { withoutEnlargement: true });
  if (contentType === 'image/webp') transformer.webp({ quality });
  else if (contentType === 'image/png') transformer.png({ quality });
  else transformer.jpeg({ quality, mozjpeg: true });
  return transformer.toBuffer();
}

async function answer(request, response) {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/memory') {
    globalThis.gc?.();
    return response.end(String(process.memoryUsage().rss));
  }
  const parts = [];
  for await (const part of request) parts.push(part);
  const contentType = request.headers.accept.split(',')[0];
  try {
    const data = await optimised(Buffer.concat(parts), {
      width: Number(url.searchParams.get('w')), quality: Number(url.searchParams.get('q')), contentType,
    });
    return response.writeHead(200, { 'Content-Type': contentType }).end(data);
  } catch (error) {
    return response.writeHead(400, { 'Content-Type': 'text/plain' }).end(error.message);
  }
}

const server = createServer(answer).listen(0, () => console.log(`http://localhost:${server.address().port}`));
