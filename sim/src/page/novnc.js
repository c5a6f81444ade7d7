// noVNC as the viewer, from the folder that `--novnc` names.
import RFB from "/novnc/core/rfb.js";

function openScreen(socket, place, told) {
  const rfb = new RFB(place, socket, { shared: true });
  rfb.scaleViewport = true;
  rfb.background = "#10141b";
  rfb.addEventListener("connect", () => {
    told.drawn(place.querySelector("canvas"));
    rfb.focus();
  });
  rfb.addEventListener("credentialsrequired", () => {
    const password = prompt("The VNC server asks for its password.") ?? "";
    rfb.sendCredentials({ password });
  });
  rfb.addEventListener("securityfailure", ({ detail }) => told.failed(detail.reason ?? "refused"));
}
