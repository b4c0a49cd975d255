/* The launcher that a portal's page loads with one <script> tag; no dependencies.
 * data-lang (vi, en), data-position (right, left), data-colour, data-label, data-greeting,
 * data-questions (separated by |), data-document (an id from /api/v1/documents), data-token-url (where the
 * portal gives its user a token, as plain text). */
(() => {
  "use strict";
  if (window.hoiDap) return; // the tag is there twice
  const script = document.currentScript;
  const chosen = script.dataset;
  const service = new URL(script.src);
  const english = chosen.lang === "en";
  const words = english
    ? { open: "Ask the documents", close: "Close", frame: "Questions and answers", failed: "The chat could not be opened. The administrator may have to allow this site." }
    : { open: "Hỏi đáp văn bản", close: "Đóng", frame: "Khung hỏi đáp", failed: "Không mở được khung hỏi đáp. Người quản trị cần cho phép trang này nhúng dịch vụ." };
  const side = chosen.position === "left" ? "left" : "right";
  const OPEN = "hoi-dap:open";
  const KEPT = "hoi-dap:kept"; // the conversation, where the browser denies the frame a storage of its own

  const style = new CSSStyleSheet();
  style.replaceSync(`
    button{font:inherit;font-weight:600;cursor:pointer;border:0;border-radius:2rem;padding:.75rem 1.2rem;min-height:44px;background:#0b4f8a;color:#fff;box-shadow:0 2px 10px #0005}
    button:focus-visible{outline:3px solid #fff;box-shadow:0 0 0 6px #0b57a4}
    .panel{position:fixed;bottom:5rem;${side}:1rem;width:min(26rem,calc(100vw - 2rem));height:min(40rem,calc(100vh - 7rem));background:#fff;color:#1c2430;border-radius:.8rem;overflow:hidden;box-shadow:0 6px 30px #0006}
    .panel[hidden]{display:none}
    iframe{border:0;width:100%;height:100%;display:block}
    p{margin:1rem}
    @media(max-width:30rem),(max-height:30rem){.panel{left:0;right:0;top:0;bottom:4.5rem;width:100vw;height:auto;max-height:none!important;border-radius:0}}`);

  // A name of its own and no style to inherit: rules that the page has for its own elements do not reach it.
  const host = document.createElement("hoi-dap-widget");
  const corner = { all: "initial", display: "block", position: "fixed", bottom: "1rem", [side]: "1rem", "z-index": "2147483000", font: "16px/1.4 system-ui,sans-serif" };
  for (const [name, value] of Object.entries(corner)) host.style.setProperty(name, value, "important");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [style];
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = chosen.label || words.open;
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", "panel");
  if (chosen.colour && CSS.supports("color", chosen.colour)) button.style.background = chosen.colour;
  const panel = document.createElement("div");
  panel.id = "panel";
  panel.className = "panel";
  panel.hidden = true;
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", words.frame);
  root.append(panel, button);

  let frame = null;
  let ready = false;
  const remember = (open) => { try { sessionStorage.setItem(OPEN, open ? "1" : ""); } catch { /* storage is shut: it just does not reopen */ } };
  const tell = (type, more) => { if (ready) frame.contentWindow.postMessage({ app: "hoi-dap", type, ...more }, service.origin); };
  const giveToken = async () => {
    let token = null;
    try {
      const reply = await fetch(chosen.tokenUrl, { cache: "no-store" });
      if (reply.ok) token = (await reply.text()).trim();
    } catch { /* the frame says that it is not known */ }
    frame?.contentWindow.postMessage({ app: "hoi-dap", type: "token", token }, service.origin);
  };
  const configure = () => tell("config", {
    greeting: chosen.greeting || "",
    questions: (chosen.questions || "").split("|").map((one) => one.trim()).filter(Boolean),
  });

  const load = () => {
    panel.replaceChildren();
    frame = document.createElement("iframe");
    frame.title = words.frame;
    frame.allow = "clipboard-write";
    const address = new URL(english ? "embed/en/" : "embed/", service);
    address.searchParams.set("host", location.origin);
    if (chosen.tokenUrl) address.searchParams.set("token", "1");
    if (chosen.document) address.searchParams.set("document", chosen.document);
    try { frame.name = JSON.stringify({ app: "hoi-dap", kept: JSON.parse(localStorage.getItem(KEPT) || "{}") }); } catch { /* nothing kept */ }
    frame.src = address.href;
    panel.append(frame);
    setTimeout(() => {
      if (ready) return;
      const text = document.createElement("p");
      text.setAttribute("role", "alert");
      text.textContent = words.failed;
      panel.replaceChildren(text);
      frame = null; // the next opening tries again
    }, 20000);
  };
  const show = (open, focus) => {
    if (open && !frame) load();
    panel.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? words.close : chosen.label || words.open;
    remember(open);
    if (!focus) return;
    if (open) { frame.focus(); tell("focus"); } else button.focus();
  };
  button.addEventListener("click", () => show(panel.hidden, true));
  host.addEventListener("keydown", (event) => { if (event.key === "Escape" && !panel.hidden) show(false, true); });
  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== service.origin || event.data?.app !== "hoi-dap") return;
    const { type, height } = event.data;
    if (type === "ready") { ready = true; configure(); if (clearing) reset(); if (root.activeElement === frame) tell("focus"); }
    if (type === "token" && chosen.tokenUrl) giveToken();
    if (type === "close") show(false, true);
    if (type === "keep") try { localStorage.setItem(KEPT, JSON.stringify(event.data.kept)); } catch { /* full, or shut here too */ }
    if (type === "resize" && Number.isFinite(height)) panel.style.maxHeight = `${Math.max(320, Math.ceil(height))}px`;
  });
  // The frame alone can clear what it stored, so it is loaded for that, out of sight.
  let clearing = false;
  const reset = () => {
    try { localStorage.removeItem(KEPT); } catch { /* shut here too */ }
    clearing = !ready;
    if (!frame) load();
    tell("reset");
  };
  // For the page's own scripts: the launcher can be opened, closed and its conversation cleared.
  window.hoiDap = { open: () => show(true, true), close: () => show(false, true), reset };

  const start = () => {
    document.body.append(host);
    try { if (sessionStorage.getItem(OPEN)) show(true, false); } catch { /* as above */ }
  };
  if (document.body) start(); else addEventListener("DOMContentLoaded", start);
})();
