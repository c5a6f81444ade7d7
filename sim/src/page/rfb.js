// The embedded viewer: RFB 3.8 without a password, Raw, true colour.
const KEYSYMS = {
  Backspace: 0xff08, Tab: 0xff09, Enter: 0xff0d, Escape: 0xff1b, Delete: 0xffff, Insert: 0xff63,
  Home: 0xff50, ArrowLeft: 0xff51, ArrowUp: 0xff52, ArrowRight: 0xff53, ArrowDown: 0xff54,
  PageUp: 0xff55, PageDown: 0xff56, End: 0xff57, Shift: 0xffe1, Control: 0xffe3, Alt: 0xffe9,
};

function keysym(key) {
  if ([...key].length !== 1) {
    const f = /^F(\d+)$/.exec(key);
    return f ? 0xffbd + Number(f[1]) : KEYSYMS[key];
  }
  const point = key.codePointAt(0);
  return point < 0x100 ? point : 0x1000000 + point;
}

function openScreen(socket, place, told) {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { alpha: false });
  const chunks = [];
  let wake = () => {};
  socket.addEventListener("message", ({ data }) => {
    chunks.push(new Uint8Array(data));
    wake();
  });

  const send = (...bytes) => socket.readyState === 1 && socket.send(new Uint8Array(bytes));
  const short = (number) => [number >> 8 & 255, number & 255];

  async function read(length) {
    const out = new Uint8Array(length);
    for (let at = 0; at < length;) {
      while (!chunks.length) await new Promise((resolve) => { wake = resolve; });
      const part = chunks[0].subarray(0, length - at);
      out.set(part, at);
      at += part.length;
      if (part.length === chunks[0].length) chunks.shift();
      else chunks[0] = chunks[0].subarray(part.length);
    }
    return new DataView(out.buffer);
  }
  const text = async () => new TextDecoder().decode(await read((await read(4)).getUint32(0)));

  async function handshake() {
    await read(12);
    send(...new TextEncoder().encode("RFB 003.008\n"));
    const count = (await read(1)).getUint8(0);
    if (count === 0) throw new Error(await text());
    const types = new Uint8Array((await read(count)).buffer);
    if (!types.includes(1)) throw new Error("the server asks for a password; use --novnc");
    send(1);
    if ((await read(4)).getUint32(0) !== 0) throw new Error(await text());
    send(1);
    const init = await read(20);
    canvas.width = init.getUint16(0);
    canvas.height = init.getUint16(2);
    place.append(canvas);
    await text();
    // 32 bits, little-endian, red first: as a canvas has them.
    send(0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0);
    send(2, 0, 0, 1, 0, 0, 0, 0);
  }

  const request = (incremental) =>
    send(3, incremental, 0, 0, 0, 0, ...short(canvas.width), ...short(canvas.height));

  async function update() {
    const count = (await read(3)).getUint16(1);
    for (let n = 0; n < count; n++) {
      const area = await read(12);
      if (area.getInt32(8) !== 0) throw new Error("the server sent an encoding other than Raw");
      const [x, y, width, height] = [0, 2, 4, 6].map((at) => area.getUint16(at));
      const pixels = new Uint8ClampedArray((await read(width * height * 4)).buffer);
      for (let at = 3; at < pixels.length; at += 4) pixels[at] = 255;
      if (pixels.length) pen.putImageData(new ImageData(pixels, width, height), x, y);
    }
    request(1);
  }

  async function run() {
    await handshake();
    listen();
    request(0);
    for (let drawn = false; ;) {
      const type = (await read(1)).getUint8(0);
      if (type === 0) await update();
      else if (type === 1) await read((await read(5)).getUint16(3) * 6);
      else if (type === 3) await read((await read(7)).getUint32(3));
      else if (type !== 2) throw new Error(`the server sent a message of type ${type}`);
      if (type === 0 && !drawn) told.drawn(canvas), drawn = true;
    }
  }

  function listen() {
    canvas.tabIndex = 0;
    canvas.focus();
    for (const [name, down] of [["keydown", 1], ["keyup", 0]]) {
      canvas.addEventListener(name, (event) => {
        const key = keysym(event.key);
        if (!key) return;
        event.preventDefault();
        send(4, down, 0, 0, key >> 24, key >> 16 & 255, ...short(key));
      });
    }
    for (const name of ["pointermove", "pointerdown", "pointerup"]) {
      canvas.addEventListener(name, (event) => {
        const { buttons } = event; // left 1, right 2, middle 4; RFB has the last two swapped
        const mask = buttons & 1 | (buttons & 4) >> 1 | (buttons & 2) << 1;
        const x = Math.max(0, Math.floor(event.offsetX * canvas.width / canvas.clientWidth));
        const y = Math.max(0, Math.floor(event.offsetY * canvas.height / canvas.clientHeight));
        send(5, mask, ...short(x), ...short(y));
      });
    }
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  run().catch((error) => {
    told.failed(error.message);
    socket.close();
  });
}
