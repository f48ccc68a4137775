// What is to be done by a page, and what it has done: the server's side of page.mjs.

/** How long a page may have nothing to do before it is told to ask again, in milliseconds: browsers wait for minutes. */
const IDLE_LIMIT = 20_000;
/** How long a page may take for what it has been given, in milliseconds: longer than the package's own deadline. */
const LIMIT = 120_000;
/** How many vectors a page is given at once. */
const MOST = 16;

/** The statuses that page.mjs knows. */
const NOTHING_YET = 204;

export class Queue {
  #tasks = [];
  #waiting = [];
  #given = new Map();
  #isToAssign = false;
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

  /** Has the page answer about a file. Gives what it says, and the files of the outputs. */
  ask(recipe, file) {
    return new Promise((resolve, reject) => {
      this.#tasks.push({ number: this.#count++, recipe, file, resolve, reject });
      this.#assignSoon();
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
    this.#assignSoon();
  };

  answer = async (request, response) => {
    const { fields: answers, bytes } = await received(request);
    let end = 0;
    for (const { number, said } of answers) {
      const outputs = said.outputs ?? [];
      const files = outputs.map((output) => bytes.subarray(end, (end += output.bytes)));
      const task = this.#given.get(number);
      this.#given.delete(number);
      clearTimeout(task?.timer);
      task?.resolve({ said, files });
    }
    response.writeHead(200).end();
  };

  /** After everything that has come by now is in the queue. */
  #assignSoon() {
    if (this.#isToAssign) return;
    this.#isToAssign = true;
    setImmediate(() => {
      this.#isToAssign = false;
      this.#assign();
    });
  }

  #assign() {
    while (this.#tasks.length > 0 && this.#waiting.length > 0) {
      const { response, timer } = this.#waiting.shift();
      clearTimeout(timer);
      const tasks = this.#tasks.splice(0, MOST);
      for (const task of tasks) this.#watch(task);
      const head = tasks.map(({ number, recipe, file }) => ({ number, recipe, length: file.length }));
      const body = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...tasks.map(({ file }) => file)]);
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(body);
    }
  }

  /** Gives a task up that is not answered. */
  #watch(task) {
    this.#given.set(task.number, task);
    task.timer = setTimeout(() => {
      this.#given.delete(task.number);
      task.reject(new Error(`the page said nothing for ${LIMIT / 1000} s`));
    }, LIMIT);
  }
}

async function received(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const end = body.indexOf('\n');
  return { fields: JSON.parse(body.subarray(0, end).toString()), bytes: body.subarray(end + 1) };
}
