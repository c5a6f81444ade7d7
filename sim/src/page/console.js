// What the page says while a viewer (openScreen, above) shows the screen.
const [main, head, left, words, place] =
  ["main", "#head", "#left", "#words", "#screen"].map((name) => document.querySelector(name));

function tell(state, heading, sentence) {
  main.dataset.console = state;
  head.className = state === "open" ? "good" : state === "connecting" ? "" : "bad";
  head.textContent = heading;
  words.textContent = sentence;
}

const end = performance.now() + Number(left.dataset.ms);
const timer = setInterval(() => {
  const rest = Math.max(0, end - performance.now());
  left.textContent = rest ? `${(rest / 1000).toFixed(1)} s` : "expired";
  if (rest) return;
  clearInterval(timer);
  if (main.dataset.console === "open") left.textContent = "expired; an open console stays open";
}, 100);

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
    drawn() { tell("open", "The console is open", "Click the screen and type: help, Enter."); },
    failed(reason) { failure = reason; },
  });
} else {
  tell("refused", "This is no WebSocket address", "Decoded once, it does not begin with ws:// or wss://.");
}
