// How long the address is still good; the number in the page's source is the truth.
const left = document.querySelector("#left");
const end = performance.now() + Number(left.dataset.ms);
const timer = setInterval(() => {
  const rest = Math.max(0, end - performance.now());
  left.textContent = rest ? `${(rest / 1000).toFixed(1)} s` : "expired";
  if (!rest) clearInterval(timer);
}, 100);
