// The worker for Node: the signing function of Tencent Cloud's own SDK. The arguments of every
// language's worker are described in rust/src/worker.rs.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const Sign = require("tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js").default;
const { version } = require("tencentcloud-sdk-nodejs-common/package.json");

const input = {
  method: "POST",
  url: "https://cvm.tencentcloudapi.com/",
  payload: { InstanceId: "ins-r9hr2upy" },
  timestamp: 1700000000,
  service: "cvm",
  secretId: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
  secretKey: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
  headers: { "Content-Type": "application/json" },
};

let signature = "";
function sign3() {
  signature = Sign.sign3(input);
}

const [mode] = process.argv.slice(2);
if (mode === "cases") {
  console.log(`signature\tsign3\ttencentcloud-sdk-nodejs ${version}: sign3, bare secret\t`);
} else if (mode === "time") {
  for await (const line of createInterface({ input: process.stdin })) {
    const times = Number(line.split(" ")[1]);
    const start = process.cpuUsage();
    for (let i = 0; i < times; i++) sign3();
    const { user, system } = process.cpuUsage(start);
    console.log(String((user + system) * 1000));
    if (!signature.startsWith("TC3-HMAC-SHA256 ")) throw new Error("no signature");
  }
} else {
  console.error("only cases and time");
  process.exitCode = 1;
}
