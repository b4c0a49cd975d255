/* Where a browser denies storage to a frame of another site, the page that frames it keeps the conversation.
 * It comes with the frame's name, which is there before any script runs, and goes back by message. */
(() => {
  "use strict";
  try { if (window.localStorage) return; } catch { /* denied */ }
  const host = new URLSearchParams(location.search).get("host");
  const items = new Map();
  try {
    const given = JSON.parse(window.name);
    if (given.app === "hoi-dap") Object.entries(given.kept).forEach(([key, value]) => items.set(key, String(value)));
  } catch { /* framed without the launcher: nothing was kept */ }
  const keep = () => { if (host && window.parent !== window) window.parent.postMessage({ app: "hoi-dap", type: "keep", kept: Object.fromEntries(items) }, host); };
  const storage = {
    get length() { return items.size; },
    key: (number) => [...items.keys()][number] ?? null,
    getItem: (key) => items.get(String(key)) ?? null,
    setItem: (key, value) => { items.set(String(key), String(value)); keep(); },
    removeItem: (key) => { items.delete(String(key)); keep(); },
    clear: () => { items.clear(); keep(); },
  };
  Object.defineProperty(window, "localStorage", { value: storage, configurable: true });
})();
