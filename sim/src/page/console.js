// What the page says while a viewer (openScreen, above) shows the screen.
const [main, head, words, place] =
  ["main", "#head", "#words", "#screen"].map((name) => document.querySelector(name));

// A reason is a code and a sentence, or a sentence alone.
function tell(state, heading, reason) {
  const [, code = "", sentence] = /^(?:([a-z-]+): )?(.*)$/.exec(reason);
  main.dataset.console = state;
  main.dataset.reason = code;
  head.className = state === "open" ? "good" : state === "connecting" ? "" : "bad";
  head.textContent = heading;
  words.textContent = sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

// A page cannot read why its WebSocket was refused; asked for without one, the address tells.
async function refusal(address) {
  const { pathname, search } = new URL(address);
  const answer = await fetch(pathname + search, { cache: "no-store" });
  const text = (await answer.text()).replace(/^vncurl simulator: /, "").trim();
  return answer.status === 403 ? text : "The WebSocket was not opened.";
}

const address = new URLSearchParams(location.search).get(main.dataset.parameter) ?? "";
if (/^wss?:\/\//.test(address)) {
  tell("connecting", "Connecting", "");
  const socket = new WebSocket(address);
  socket.binaryType = "arraybuffer";
  let opened = false, failure = "";
  socket.addEventListener("open", () => { opened = true; });
  socket.addEventListener("close", async ({ code, reason }) => {
    if (!opened) return tell("refused", "The console was refused", await refusal(address));
    const why = reason || failure || `code ${code}, without a reason`;
    const kept = /^keepalive/.test(why);
    tell("closed", kept ? "Closed by keepalive" : "The console has closed", `${why}.`);
  });
  openScreen(socket, place, {
    drawn() { tell("open", "The console is open", "Click the screen and type."); },
    failed(reason) { failure = reason; },
  });
} else {
  tell("refused", "This is no WebSocket address", "Decoded once, it does not begin with ws:// or wss://.");
}
