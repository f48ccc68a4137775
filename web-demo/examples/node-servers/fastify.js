// Thumbnails of uploads with Fastify, as they stream in: POST a form with a file. PORT=3000 node fastify.js
import multipart from '@fastify/multipart';
import fastify from 'fastify';
import { createResizer, ThumboxError } from 'thumbox';

const resizer = createResizer({ timeout: 10_000 });
const limits = { maxFileBytes: 20_000_000 };

const app = fastify();
app.register(multipart, { limits: { fileSize: limits.maxFileBytes + 1, files: 1 } });
app.post('/thumbnail', async (request, reply) => {
  const part = await request.file();
  if (!part) return reply.code(422).send({ kind: 'truncated', message: 'the form has no file' });
  const { outputs } = await resizer.resize(part.file, { width: 400, height: 400, fit: 'cover', format: 'webp' }, { limits });
  return reply.type('image/webp').send(outputs[0].data);
});
app.setErrorHandler((error, request, reply) => {
  if (!(error instanceof ThumboxError)) throw error;
  reply.code(422).send({ kind: error.kind, message: error.message });
});
app.addHook('onClose', () => resizer.close());
console.log(await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 3000) }));
