// The same with `require`.
import thumbox = require('thumbox');

const work: Promise<thumbox.Result> = thumbox.resize('photo.jpg', { width: 400 });
void work.then(({ outputs }) => outputs[0]?.toFile('thumbnail.jpg'));
// @ts-expect-error: a fit that does not exist.
void thumbox.resize('photo.jpg', { fit: 'crop' });
