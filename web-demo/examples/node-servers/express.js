// Thumbnails of uploads with Express and multer: POST a form with the field `photo`. PORT=3000 node express.js
import express from 'express';
import multer from 'multer';
import { createResizer, ThumboxError } from 'thumbox';

const resizer = createResizer({ timeout: 10_000 });
const upload = multer({ storage: multer.memoryStorage(), limits: { fileSize: 20_000_000, files: 1 } });
/** What the sender can do something about. */
const OF_FILE = ['unsupported-format', 'malformed', 'truncated', 'needs-codec', 'too-large', 'limit-exceeded', 'memory-limit', 'deadline'];

const app = express();
app.post('/thumbnail', upload.single('photo'), async (request, response) => {
  const { outputs } = await resizer.resize(request.file?.buffer ?? Buffer.alloc(0), { width: 400, height: 400, fit: 'cover', format: 'webp' });
  response.type('image/webp').send(outputs[0].data);
});
app.use((error, request, response, next) => {
  if (error instanceof multer.MulterError) return response.status(413).json({ kind: error.code, message: error.message });
  const isOfFile = error instanceof ThumboxError && OF_FILE.includes(error.kind);
  if (!isOfFile) return next(error);
  response.status(422).json({ kind: error.kind, message: error.message });
});
const server = app.listen(process.env.PORT ?? 3000, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
