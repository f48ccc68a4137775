// The protocol of runners, for those in JavaScript: JSON lines over standard input and output, one answer for each
// request, in order. conformance/README.md describes the lines.
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';

/**
 * Says what this host is, and then answers each request with what `answer(request)` gives. All requests that are there
 * are begun at once: the host has a queue of its own.
 */
export async function serve(about, answer) {
  write({ omits: [], ...about });
  let written = Promise.resolve();
  for await (const line of createInterface({ input: process.stdin })) {
    const answered = answer(JSON.parse(line)).catch((error) => ({ failure: String(error) }));
    written = Promise.all([answered, written]).then(([answer]) => write(answer));
  }
  await written;
}

/**
 * The answer, given what the package says and the bytes of each output. Length and digest are those of the bytes, and
 * what the package says about them must be true.
 */
export function checked(said, files) {
  if (!said.outputs) return said;
  const outputs = said.outputs.map((output, index) => {
    const bytes = files[index].length;
    const sha256 = createHash('sha256').update(files[index]).digest('hex');
    if (output.bytes === bytes && output.sha256 === sha256) return output;
    throw new Error(`the package says ${output.bytes} bytes, ${output.sha256}; the file has ${bytes} bytes, ${sha256}`);
  });
  return { outputs, warnings: said.warnings };
}

function write(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
