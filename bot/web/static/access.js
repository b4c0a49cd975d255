/* Who asks, as the portal's page knows it: its token goes along with each call, and into the page of a citation.
 * Loaded before Gradio, which takes `fetch` as it finds it. */
(() => {
  "use strict";
  const root = document.querySelector('meta[name="hoi-dap-root"]').content;
  const parameters = new URLSearchParams(location.search);
  const host = parameters.get("host");
  const framed = window.parent !== window && host && parameters.has("token");
  const embedded = location.pathname.startsWith(`${root}/embed`);
  const plain = window.fetch.bind(window);

  let token = null;
  let asking = null;
  // From the page that frames this one, and from no other.
  const fresh = () => asking ??= new Promise((resolve) => {
    const done = (given) => {
      clearTimeout(late);
      removeEventListener("message", hear);
      [token, asking] = [/^[\w-]+\.[\w-]+\.[\w-]*$/.test(given) ? given : null, null]; // a page of the portal's in its stead is none
      resolve(token);
    };
    const hear = (event) => {
      if (event.source === window.parent && event.origin === host && event.data?.app === "hoi-dap" && event.data.type === "token") done(event.data.token);
    };
    const late = setTimeout(() => done(null), 10000);
    addEventListener("message", hear);
    window.parent.postMessage({ app: "hoi-dap", type: "token" }, host);
  });
  const ends = () => {
    try { return JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).exp * 1000; } catch { return 0; }
  };
  const current = () => ends() - Date.now() > 5000 ? Promise.resolve(token) : fresh();
  const sent = (request, given) => {
    if (given) request.headers.set("Authorization", `Bearer ${given}`);
    return plain(request);
  };
  const asked = async (request) => {
    if (!framed) return plain(request);
    const again = request.clone();
    const reply = await sent(request, await current());
    return reply.status === 401 ? sent(again, await fresh()) : reply; // revoked, or two clocks that differ
  };
  // A refusal's sentence, where Gradio looks for one.
  const told = async (reply) => {
    const body = await reply.clone().json().catch(() => null);
    if (!body?.error?.message) return reply;
    return new Response(JSON.stringify({ detail: body.error.message }), { status: reply.status, headers: { "Content-Type": "application/json" } });
  };
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (!request.url.startsWith(`${location.origin}${root}/`)) return plain(request);
    const reply = await asked(request);
    if (reply.status === 401 && !embedded) location.reload(); // to the login; what was typed is remembered
    return reply.ok || !request.url.includes("/gradio_api/") ? reply : told(reply);
  };

  if (!framed) return;
  // The page of a citation opens as one of this site's own: it gets the token as its cookie, by a form, so that no address holds it.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.(`a[href^="${root}/documents/"]`);
    if (!link) return;
    event.preventDefault();
    const form = Object.assign(document.createElement("form"), { method: "post", action: `${root}/dang-nhap/ma`, target: "_blank", hidden: true });
    for (const [name, value] of Object.entries({ ma: (await current()) ?? "", toi: link.getAttribute("href").slice(root.length) })) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(form);
    form.submit();
    form.remove();
  });
})();
