/* What the chat's page does by itself: questions to click, copying and saving, and talking to the page that frames it. */
(() => {
  "use strict";
  // Gradio sets the page's language to that of its own labels.
  const lang = document.querySelector('meta[name="hoi-dap-lang"]').content;
  const speak = () => { if (document.documentElement.lang !== lang) document.documentElement.lang = lang; };
  new MutationObserver(speak).observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] });
  speak();

  const root = document.querySelector('meta[name="hoi-dap-root"]').content;

  const box = () => document.querySelector("#cau-hoi textarea, #cau-hoi input");

  const fill = (field, question) => {
    const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
    Object.getOwnPropertyDescriptor(prototype, "value").set.call(field, question);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const ask = (question) => {
    const field = box();
    if (!field) return;
    fill(field, question);
    setTimeout(() => document.querySelector("#cau-hoi button.submit-button")?.click(), 50);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-question]");
    if (button) ask(button.dataset.question);
  });

  // What a button has done stands on it for a moment.
  const say = (selector, text) => {
    const button = document.querySelector(selector);
    const label = (button.dataset.label ??= button.textContent.trim());
    button.textContent = text;
    setTimeout(() => { button.textContent = label; }, 3000);
  };
  const write = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // Without TLS a browser has no clipboard but this.
    const area = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    if (!copied) throw new Error("copy");
  };
  const copy = async (done, failed) => {
    const proofs = document.querySelector("[data-copy]");
    if (!proofs) return;
    const text = proofs.dataset.copy.replaceAll(" /documents/", ` ${location.origin}${root}/documents/`);
    await write(text).then(() => say("#sao-chep", done), () => say("#sao-chep", failed));
  };
  const save = async (kept, format, failed) => {
    if (!kept?.length) return;
    const reply = await fetch(`${root}/api/v1/export`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ format, lang, turns: kept }),
    }).catch(() => null);
    if (!reply?.ok) return say(`#tai-${format}`, failed);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await reply.blob());
    link.download = decodeURIComponent(reply.headers.get("Content-Disposition").split("''")[1]);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  // A question whose answer never came, because the server went away, is there again when the page is.
  const ASKED = "hoi-dap:asked";
  const remember = (question) => { try { sessionStorage.setItem(ASKED, question); } catch { /* denied: it has to be typed again */ } return question; };
  const unanswered = () => {
    try {
      const question = sessionStorage.getItem(ASKED) || "";
      sessionStorage.removeItem(ASKED);
      return question;
    } catch { return ""; }
  };
  // Once Gradio says that the page is there, which is after a quick person has begun to type: that stays.
  const loaded = () => {
    const question = unanswered(), field = box();
    if (question && field && !field.value) fill(field, question);
  };
  // The conversation has changed: said under a key of its own, since Gradio writes the conversation anew whenever a page is loaded.
  const CHANGED = "hoi-dap:changed";
  const changed = () => {
    unanswered();
    try { localStorage.setItem(CHANGED, String(Date.now())); } catch { /* denied, or full */ }
  };
  const asked = () => [...document.querySelectorAll("#hoi-dap .user.message")].at(-1)?.textContent.trim() ?? "";
  window.hoiDap = { copy, save, asked, remember, loaded, changed };

  // Words that Gradio has without a key to translate them by.
  const WORDS = new Map(Object.entries({
    "Error": "Lỗi", "Warning": "Lưu ý", "Info": "Thông báo", "Success": "Đã xong", "Close": "Đóng",
    "An error occurred.": "Đã có lỗi.",
    "Connection to the server was lost. Attempting reconnection...": "Mất kết nối với máy chủ. Đang kết nối lại …",
    "This application is currently busy. Please try again.": "Hệ thống đang bận; xin thử lại.",
    "Connection errored out.": "Mất kết nối với máy chủ; xin thử lại.",
    "An Unexpected Error Occurred!": "Đã có lỗi ngoài dự kiến.",
    "Scroll down": "Cuộn xuống", "Loading response": "Đang tìm câu trả lời", "Loading content": "Đang tải",
    "chatbot conversation": "Cuộc hỏi đáp", "Complete": "Xong",
  }));
  // Gradio reads a message's markup aloud; who speaks is enough, the message follows.
  const speaker = (text) => text.startsWith("user's message:") ? (lang === "vi" ? "Câu hỏi" : "Question") : text.startsWith("bot's message:") ? (lang === "vi" ? "Trả lời" : "Answer") : null;
  const inOurs = (text) => speaker(text) || (lang === "vi" && WORDS.get(text)) || text;
  const translate = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      // Only Gradio's own parts: what a person or a document says is left as it is.
      const text = node.data.trim();
      if (inOurs(text) !== text && !node.parentElement?.closest(".message, .html-container, textarea")) node.data = inOurs(text);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of ["aria-label", "title"]) {
      const value = node.getAttribute(name);
      if (value && inOurs(value) !== value) node.setAttribute(name, inOurs(value));
    }
    node.childNodes.forEach(translate);
  };
  new MutationObserver((changes) => changes.forEach((change) => {
    change.addedNodes.forEach(translate);
    if (change.type !== "childList") translate(change.target);
  })).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-label", "title"] });
  translate(document.body);

  // The conversation takes what height the rest leaves, so that the box to type in is always in view.
  const fit = () => {
    const chat = document.querySelector("#hoi-dap"), typing = document.querySelector("#cau-hoi");
    if (!chat || !typing) return;
    const others = typing.getBoundingClientRect().bottom + scrollY - chat.offsetHeight;
    const below = document.querySelector(".khung") || innerWidth <= 640 ? 8 : 64; // beside the proofs, a row of buttons
    const height = Math.max(120, Math.floor(innerHeight - others - below));
    document.documentElement.style.setProperty("--cao", `${height}px`);
  };
  const fitting = new ResizeObserver(fit);
  fitting.observe(document.body);
  const suggested = setInterval(() => { // Gradio makes the page in its own time
    const area = document.querySelector("#hoi-tiep");
    if (area) { fitting.observe(area); clearInterval(suggested); }
  }, 100);
  addEventListener("resize", fit);

  // Another tab has gone on with the conversation: this one takes it over, with what is typed here, rather than write over it.
  addEventListener("storage", (event) => {
    if (event.key !== CHANGED || document.querySelector("#cau-hoi .stop-button")) return;
    if (box()?.value) remember(box().value);
    location.reload();
  });

  // In a frame: only the page whose origin the widget named, and only if it is the parent.
  const host = new URLSearchParams(location.search).get("host");
  if (window.parent === window || !host) return;
  const tell = (type, more) => window.parent.postMessage({ app: "hoi-dap", type, ...more }, host);
  const configure = ({ greeting, questions }) => {
    const area = document.querySelector("#loi-chao");
    area.replaceChildren();
    if (greeting) area.append(Object.assign(document.createElement("p"), { textContent: greeting }));
    if (questions?.length) {
      const group = Object.assign(document.createElement("div"), { className: "goi-y" });
      group.append(...questions.map((one) => {
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: one });
        button.dataset.question = one;
        return button;
      }));
      area.append(group);
    }
  };
  addEventListener("message", (event) => {
    if (event.source !== window.parent || event.origin !== host || event.data?.app !== "hoi-dap") return;
    if (event.data.type === "config") configure(event.data);
    if (event.data.type === "reset") document.querySelector("#cuoc-moi")?.click();
    if (event.data.type === "focus") box()?.focus({ preventScroll: true });
  });
  // Before Gradio hears it: where Esc closes an open list, it closes nothing more.
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement?.getAttribute("aria-expanded") !== "true") tell("close");
  }, true);
  const whenThere = () => {
    if (!box() || !document.querySelector("#loi-chao")) return void setTimeout(whenThere, 100);
    tell("ready");
    const chat = document.querySelector("#hoi-dap");
    let last = 0;
    new ResizeObserver(() => {
      const inner = chat.querySelector(".bubble-wrap") || chat;
      const height = document.body.scrollHeight - inner.clientHeight + inner.scrollHeight;
      if (Math.abs(height - last) > 8) tell("resize", { height: (last = height) });
    }).observe(document.body);
  };
  whenThere();
})();
