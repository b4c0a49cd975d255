/* What a reader says of the last answer: a thumb, and for a thumb down the reason. */
(() => {
  "use strict";
  const root = document.querySelector('meta[name="hoi-dap-root"]').content;
  const send = async (area, body) => {
    const reply = await fetch(`${root}/api/v1/feedback`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ request_id: area.dataset.feedback, ...body }),
    }).catch(() => null);
    const told = area.querySelector("[role=status]");
    told.textContent = reply?.ok ? area.dataset.thanks : area.dataset.failed;
    if (reply?.ok) area.querySelectorAll("form, button").forEach((part) => { part.hidden = true; });
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-rating]");
    if (!button) return;
    const area = button.closest("[data-feedback]");
    if (button.dataset.rating === "up") return void send(area, { rating: "up" });
    const form = area.querySelector("form");
    form.hidden = !form.hidden;
    button.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) form.querySelector("input").focus();
  });
  document.addEventListener("submit", (event) => {
    const area = event.target.closest?.("[data-feedback]");
    if (!area) return;
    event.preventDefault();
    const given = new FormData(event.target);
    send(area, { rating: "down", reason: given.get("reason"), comment: given.get("comment").trim() });
  });
})();
