extension ExplorerAsset {
    /// The dialogue for the links of a saved query.
    static let links = ExplorerAsset(
        script: "links.js",
        #"""
        import { button, copy, el, openDialog, select, whisper } from "./dom.js";
        import { Field } from "./fields.js";
        import { Problem, read, request } from "./server.js";

        const lives = [["1", "1 day"], ["7", "7 days"], ["30", "30 days"], ["90", "90 days"], ["366", "a year"]];
        const states = { valid: "valid", expired: "expired", revoked: "revoked" };

        /** The day of a time of the API. */
        function day(text) { return text.slice(0, 10); }

        /** Opens the dialogue that creates, lists and revokes the links of a saved query. */
        export function shareQuery(path, title) {
            return openDialog(`Share ${title}`, close => {
                const alert = el("div", { role: "alert", class: "alert" });
                const made = el("div", {});
                const list = el("div", {});
                const name = new Field("Name of the link", el("input", {
                    value: "Link", required: true, maxlength: 100, autocomplete: "off",
                }), { hint: "For this list only: who gets the link, for example." });
                const life = new Field("Valid for", select(lives, "30"));

                const attempt = async action => {
                    alert.replaceChildren();
                    try {
                        await action();
                    } catch (error) {
                        if (!(error instanceof Problem)) throw error;
                        alert.replaceChildren(el("p", {}, error.message));
                    }
                };
                const show = async () => {
                    const { links } = await read(path);
                    const entries = links.sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1)).map(link => {
                        const revoke = button("Revoke", () => attempt(async () => {
                            if (revoke.dataset.asked !== "yes") {
                                revoke.dataset.asked = "yes";
                                revoke.textContent = "Revoke for good";
                                return;
                            }
                            await request(`${path}/${encodeURIComponent(link.id)}`, { method: "DELETE" });
                            await show();
                            whisper("The link is revoked.");
                            list.querySelector("h3")?.focus();
                        }), { "aria-label": `Revoke the link ${link.name}` });
                        const isValid = link.state === "valid";
                        const end = isValid && link.expiresAt ? `, ends ${day(link.expiresAt)}` : "";
                        const use = link.lastUsedAt ? `, last opened ${day(link.lastUsedAt)}` : "";
                        return el("li", {},
                            el("div", {}, el("span", {}, link.name),
                                el("span", { class: "quiet" }, `${states[link.state] ?? link.state}${end}${use}`)),
                            isValid ? revoke : null);
                    });
                    list.replaceChildren(el("h3", { tabindex: "-1" }, "Links of this query"),
                        entries.length ? el("ul", { class: "links" }, entries) : el("p", { class: "quiet" }, "None yet."));
                };
                const create = () => attempt(async () => {
                    const answer = await request(path, {
                        method: "POST", headers: { "content-type": "application/json" },
                        body: JSON.stringify({ name: name.control.value.trim(), days: Number(life.control.value) }),
                    });
                    const link = await answer.json();
                    const address = location.origin + link.url;
                    const field = new Field("Address of the link", el("input", {
                        value: address, readonly: true, class: "code", onfocus: event => event.target.select(),
                    }), { hint: "It is shown this once: the server keeps no copy." });
                    const copying = button("Copy", event => copy(address, event.target), {
                        class: "primary", "aria-label": "Copy the address of the link",
                    });
                    made.replaceChildren(el("div", { class: "made" }, field.node, copying,
                        el("a", { href: address, target: "_blank", rel: "noopener" }, "Open the page")));
                    copying.focus();
                    await show();
                });
                attempt(show);
                return el("div", {},
                    el("h2", {}, `Share “${title}”`),
                    el("p", {}, "Everybody with the address sees the present result of this query without a key, on a page ",
                        "with chart, table and CSV. A link shows nothing else, and no more than you see."),
                    el("form", { class: "stack", onsubmit: event => { event.preventDefault(); create(); } },
                        name.node, life.node,
                        el("div", { class: "actions" },
                            el("button", { type: "submit", class: "primary" }, "Create a link"), button("Close", () => close()))),
                    made, alert, list);
            }, { class: "dialog wide" });
        }

        """#)
}
