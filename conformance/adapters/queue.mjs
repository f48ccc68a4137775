// What is to be done by a page, and what it has done: the server's side of page.mjs.

/** How long a page may have nothing to do before it is told to ask again, in milliseconds: browsers wait for minutes. */
const IDLE_LIMIT = 20_000;
/** How long a page may take for one vector, in milliseconds. It is longer than the package's own deadline. */
const LIMIT = 120_000;

/** The statuses that page.mjs knows. */
const NOTHING_YET = 204;

export class Queue {
  #tasks = [];
  #waiting = [];
  #given = new Map();
  #count = 0;
  #greeting;
  #greet;

  constructor() {
    this.#greeting = new Promise((resolve) => (this.#greet = resolve));
  }

  /** What the page says when it has been loaded. */
  async greeted(limit) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the page was not loaded within ${limit / 1000} s`)), limit);
    });
    return Promise.race([this.#greeting, late]).finally(() => clearTimeout(timer));
  }

  /** Has the page answer. Gives what it says, and the bytes that follow that. */
  ask(fields, file) {
    return new Promise((resolve, reject) => {
      const number = this.#count++;
      const head = `${JSON.stringify({ ...fields, number })}\n`;
      this.#tasks.push({ number, body: Buffer.concat([Buffer.from(head), file]), resolve, reject });
      this.#assign();
    });
  }

  hello = async (request, response) => {
    this.#greet((await received(request)).fields);
    response.writeHead(200).end();
  };

  next = (_, response) => {
    const timer = setTimeout(() => {
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      response.writeHead(NOTHING_YET).end();
    }, IDLE_LIMIT);
    const waiting = { response, timer };
    this.#waiting.push(waiting);
    this.#assign();
  };

  answer = async (request, response) => {
    const { fields, bytes } = await received(request);
    const task = this.#given.get(fields.number);
    this.#given.delete(fields.number);
    clearTimeout(task?.timer);
    task?.resolve({ said: fields.said, bytes });
    response.writeHead(200).end();
  };

  #assign() {
    while (this.#tasks.length > 0 && this.#waiting.length > 0) {
      const { response, timer } = this.#waiting.shift();
      clearTimeout(timer);
      const task = this.#tasks.shift();
      this.#given.set(task.number, task);
      task.timer = setTimeout(() => {
        this.#given.delete(task.number);
        task.reject(new Error(`the page said nothing for ${LIMIT / 1000} s`));
      }, LIMIT);
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(task.body);
    }
  }
}

async function received(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const end = body.indexOf('\n');
  return { fields: JSON.parse(body.subarray(0, end).toString()), bytes: body.subarray(end + 1) };
}
