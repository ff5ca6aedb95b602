extension ExplorerAsset {
    /// The saved queries of a dataset: a list, and the dialogue that saves one.
    static let saved = ExplorerAsset(
        script: "saved.js",
        #"""
        import { button, el, openDialog, rebuild, say } from "./dom.js";
        import { Field } from "./fields.js";
        import { shareQuery } from "./links.js";
        import { may, Problem, read, request } from "./server.js";

        const saves = () => may("ingest", "admin");

        /** Returns a part of a saved query with the defaults of its parameters, which the form shows as values. */
        const filled = (part, parameters) => {
            if (part === null || typeof part !== "object") return part;
            if (Array.isArray(part)) return part.map(element => filled(element, parameters));
            const keys = Object.keys(part);
            if (keys.length === 1 && keys[0] === "parameter") return parameters[part.parameter]?.default;
            return Object.fromEntries(keys.map(key => [key, filled(part[key], parameters)]));
        };

        /** The saved queries of a dataset. `current` returns `{query, chart}` of the page; `opened` is called with a document. */
        export class SavedQueries {
            #queries = [];
            #saved;
            #before = "";

            constructor(dataset, { current, opened, changed }) {
                Object.assign(this, { dataset, current, opened, changed });
                this.path = `/v1/datasets/${encodeURIComponent(dataset.name)}/queries`;
                this.list = el("div", {});
                this.summary = el("summary", {}, "Saved queries");
                this.node = el("details", { class: "kept" }, this.summary, this.list);
                this.actions = el("span", { class: "actions" });
                this.offer();
            }

            /** The name of the saved query that the page shows; `undefined` for another query. */
            get name() { return this.#saved?.name; }

            /** The title of the saved query, unless the page shows a changed one. */
            get title() {
                return this.#saved && this.#state() === this.#before ? this.#saved.title ?? this.#saved.name : undefined;
            }

            #state() { return JSON.stringify(this.current()); }

            /** Offers what the identity may do. */
            offer() {
                rebuild(this.actions, saves()
                    ? [button("Save…", () => this.#save(), { "data-key": "save" }),
                        may("read") ? button("Share…", () => this.#share(), { "data-key": "share" }) : null]
                    : []);
                this.hold(this.isHeld);
                this.#draw();
            }

            /** Keeps a query with missing parts from being saved and shared. */
            hold(isHeld = false) {
                this.isHeld = isHeld;
                for (const node of this.actions.querySelectorAll("button")) node.disabled = isHeld;
            }

            /** Reads the list. A failure leaves it out, because the page works without it. */
            async load() {
                try {
                    this.#queries = (await read(this.path)).queries;
                } catch (error) {
                    if (!(error instanceof Problem)) throw error;
                    this.#queries = [];
                }
                this.#draw();
            }

            /** Reads the saved query with a name; `undefined` if there is none. */
            async open(name) {
                try {
                    const answer = await request(`${this.path}/${encodeURIComponent(name)}`);
                    const saved = await answer.json();
                    if (saved.parameters) saved.query = filled(saved.query, saved.parameters);
                    saved.tag = answer.headers.get("etag");
                    return saved;
                } catch (error) {
                    if (!(error instanceof Problem)) throw error;
                    return undefined;
                }
            }

            /** Notes that the page shows a saved query. */
            mark(saved) {
                this.#saved = saved;
                this.#before = saved ? this.#state() : "";
                this.#draw();
            }

            #draw() {
                const count = this.#queries.length;
                this.summary.textContent = count ? `Saved queries (${count})` : "Saved queries";
                const entry = query => {
                    const text = query.title ?? query.name;
                    // The authors of a query are shown to clients that may change it.
                    const isOwn = saves() && "createdBy" in query;
                    return el("li", {},
                        button(text, () => this.#choose(query.name), {
                            class: "plain", "data-key": `open ${query.name}`,
                            "aria-current": query.name === this.name ? "true" : null,
                        }),
                        query.title ? el("span", { class: "quiet" }, query.name) : null,
                        isOwn ? button("×", () => this.#remove(query), {
                            class: "icon", "aria-label": `Delete ${text}`, "data-key": `delete ${query.name}`,
                        }) : null);
                };
                const none = saves() ? "None yet. “Save…” keeps the query of this page under a name." : "None yet.";
                rebuild(this.list,
                    count ? el("ul", {}, this.#queries.map(entry)) : el("p", { class: "quiet" }, none));
            }

            async #choose(name) {
                const saved = await this.open(name);
                if (!saved) {
                    await this.load();
                    say("This saved query is gone.");
                    return;
                }
                await this.opened(saved);
            }

            /** Asks for the texts and saves the query. The answer is the saved query, or nothing. */
            #save(reason) {
                const { query, chart } = this.current();
                const before = this.#saved;
                const isOwn = before && "createdBy" in before;
                const fixes = isOwn && before.parameters
                    ? "This saved query has parameters. “Update” replaces them by the values of this page; choose another name to keep them."
                    : null;
                return openDialog("Save the query", close => {
                    const name = new Field("Name", el("input", {
                        value: isOwn ? before.name : "", required: true, spellcheck: "false", autocomplete: "off",
                        pattern: "[a-z][a-z0-9_]{0,62}", maxlength: 63, oninput: () => describe(),
                    }), { hint: "For addresses: lower-case letters, digits and underscores, beginning with a letter." });
                    const title = new Field("Title", el("input", {
                        value: before?.title ?? "", maxlength: 200, autocomplete: "off",
                    }), { hint: "For people: the heading of the chart and of shared pages." });
                    const description = new Field("Description", el("textarea", {
                        value: before?.description ?? "", rows: 3, maxlength: 2000,
                    }));
                    const alert = el("div", { role: "alert", class: "alert" });
                    const submit = el("button", { type: "submit", class: "primary" });
                    const describe = () => {
                        submit.textContent = isOwn && name.control.value.trim() === before.name ? "Update" : "Save";
                    };
                    describe();
                    const send = async () => {
                        const key = name.control.value.trim();
                        const isUpdate = isOwn && key === before.name;
                        if (!isUpdate && this.#queries.some(one => one.name === key)) {
                            name.fail("A saved query has this name. Open that one to change it, or choose another name.");
                            name.control.focus();
                            return;
                        }
                        const form = { ...(before?.chart ?? {}) };
                        if (chart) form.kind = chart;
                        else delete form.kind;
                        const body = {
                            query, ...(Object.keys(form).length ? { chart: form } : {}),
                            ...(title.control.value.trim() ? { title: title.control.value.trim() } : {}),
                            ...(description.control.value.trim() ? { description: description.control.value.trim() } : {}),
                        };
                        submit.disabled = true;
                        try {
                            const answer = await request(`${this.path}/${encodeURIComponent(key)}`, {
                                method: "PUT", body: JSON.stringify(body),
                                headers: {
                                    "content-type": "application/json", ...(isUpdate ? { "if-match": before.tag } : {}),
                                },
                            });
                            const saved = { ...await answer.json(), tag: answer.headers.get("etag") };
                            await this.load();
                            this.mark(saved);
                            this.changed();
                            close(saved);
                            say(isUpdate ? "The saved query is updated." : "The query is saved.");
                        } catch (error) {
                            if (!(error instanceof Problem)) throw error;
                            const text = error.status === 412
                                ? "The saved query was changed meanwhile. Open it again to see how, or choose another name."
                                : error.message;
                            alert.replaceChildren(el("p", {}, text));
                            submit.disabled = false;
                        }
                    };
                    return el("form", { onsubmit: event => { event.preventDefault(); send(); } },
                        el("h2", {}, "Save the query"), reason ? el("p", {}, reason) : null,
                        fixes ? el("p", {}, fixes) : null, el("div", { class: "stack" }, name.node, title.node, description.node), alert,
                        el("div", { class: "actions" }, submit, button("Cancel", () => close())));
                });
            }

            /** A link shows a saved query, so a query that is not saved is saved first. */
            async #share() {
                let saved = this.#saved;
                if (!saved || this.#state() !== this.#before) {
                    saved = await this.#save(saved
                        ? "A link shows the query as it is saved. Save the changes first."
                        : "A link shows a saved query. Save this one first.");
                }
                if (!saved) return;
                await shareQuery(`${this.path}/${encodeURIComponent(saved.name)}/links`, saved.title ?? saved.name);
            }

            async #remove(query) {
                const text = query.title ?? query.name;
                const isSure = await openDialog(`Delete ${text}`, close => el("div", {},
                    el("h2", {}, `Delete “${text}”?`), el("p", {}, "Its links end with it. The rows stay."),
                    el("div", { class: "actions" },
                        button("Delete", () => close(true), { class: "primary" }), button("Cancel", () => close(false)))));
                if (!isSure) return;
                try {
                    await request(`${this.path}/${encodeURIComponent(query.name)}`, { method: "DELETE" });
                    if (this.name === query.name) this.mark(undefined);
                    await this.load();
                    this.changed();
                    this.summary.focus();
                    say("The saved query is deleted.");
                } catch (error) {
                    if (!(error instanceof Problem)) throw error;
                    say(error.message);
                }
            }
        }

        """#)
}
