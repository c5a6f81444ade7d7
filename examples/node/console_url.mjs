// Prints the console URL of a virtual machine: node console_url.mjs INSTANCE REGION [ENDPOINT]
//
// vncurl_node.node lies beside this file:
//
//   cc -shared -fPIC -I/usr/include/node -o vncurl_node.node vncurl_node.c $(pkg-config --cflags --libs vncurl)
//
// Key id and secret stand in TENCENTCLOUD_SECRET_ID and _KEY, or ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET.
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";

const vncurl = createRequire(import.meta.url)("./vncurl_node.node");
const [instanceId, region, endpoint = ""] = process.argv.slice(2);

function fail(message) {
  console.error(`console_url: ${message}`);
  process.exit(1);
}

if (!region) fail("usage: node console_url.mjs INSTANCE REGION [ENDPOINT]");

try {
  const provider = vncurl.providerOf(instanceId);
  const [keyId, secret] = provider.startsWith("tencent-")
    ? [process.env.TENCENTCLOUD_SECRET_ID, process.env.TENCENTCLOUD_SECRET_KEY]
    : [process.env.ALIBABA_CLOUD_ACCESS_KEY_ID, process.env.ALIBABA_CLOUD_ACCESS_KEY_SECRET];
  const { url, method, headers, body } = vncurl.writeRequest({
    provider, instanceId, region, endpoint, keyId, secret,
    timestamp: BigInt(Math.floor(Date.now() / 1000)),
    random: randomBytes(8).readBigUInt64LE(),
  });
  // What was signed is sent: `body` is empty where the parameters stand in the query.
  const answer = await fetch(url, {
    method, headers, body: body === "" ? undefined : body, redirect: "error", signal: AbortSignal.timeout(10_000),
  });
  const reply = vncurl.readReply(provider, answer.status, await answer.text());
  if (reply.refusal !== "") fail(`${reply.refusal}: ${reply.code}: ${reply.message}`);
  console.log(vncurl.consoleUrl(provider, reply.vncUrl, instanceId));
} catch (error) {
  fail(error.message);
}
