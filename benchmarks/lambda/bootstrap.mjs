// Node's side of the Runtime API: takes events, gives answers.
//
// usage: bootstrap.mjs

import { env } from "node:process";

import { handler } from "./with_sharp.mjs";

const api = `http://${env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
for (;;) {
  const invocation = await fetch(`${api}/next`);
  const id = invocation.headers.get("lambda-runtime-aws-request-id");
  const event = await invocation.json();
  const [path, answer] = await handler(event).then(
    (value) => ["response", value],
    (error) => ["error", { errorMessage: String(error) }],
  );
  await (await fetch(`${api}/${id}/${path}`, { method: "POST", body: JSON.stringify(answer) })).text();
}
