extension ExplorerAsset {
    /// The preview of a file: its inferred definition, corrections and the load.
    static let preview = ExplorerAsset(
        script: "preview.js",
        #"""
        import { button, counted, el, say, select, sentence } from "./dom.js";
        import { Field, reveal } from "./fields.js";
        import { proposedName, RowFile, upload } from "./file.js";
        import { inControls } from "./hints.js";
        import { isNumber, isTime } from "./query.js";
        import { Problem } from "./server.js";

        const types = ["string", "integer", "decimal", "double", "boolean", "timestamp", "date", "json"];
        const notations = {
            point: "decimal point", comma: "decimal comma", dmy: "day first", mdy: "month first", epoch: "seconds since 1970",
            "epoch-ms": "milliseconds since 1970", "epoch-us": "microseconds since 1970",
        };

        /** The preview of a file. It ends with `loaded`, called with the dataset's name, or with `cancelled`. */
        export class Preview {
            #running;

            constructor(blob, { loaded, cancelled }) {
                this.file = new RowFile(blob);
                this.loaded = loaded;
                this.options = {};
                this.fields = {};
                this.labels = new Map();
                this.progress = el("progress", { max: 1, value: 0, "aria-label": "Progress of the load", hidden: true });
                this.alert = el("div", { role: "alert", class: "alert" });
                this.columns = el("div", {});
                this.summary = el("p", { class: "quiet" });
                this.load = el("button", { type: "submit", class: "primary", disabled: true }, "Load");
                this.name = this.#option("Name of the dataset", "name", el("input", {
                    value: "", required: true, spellcheck: "false", autocomplete: "off",
                }), { keeps: true, hint: "Lower-case letters, digits and underscores, beginning with a letter." });
                const cancel = () => {
                    this.#running?.abort();
                    this.node.remove();
                    say("");
                    cancelled();
                };
                this.heading = el("h2", { tabindex: "-1" }, `Load ${blob.name}`);
                this.node = el("section", { class: "preview", "aria-label": "Preview" },
                    this.heading, this.summary,
                    el("form", { class: "load", onsubmit: event => { event.preventDefault(); this.#load(); } },
                        this.name.node, this.#format(), this.alert, this.columns,
                        el("div", { class: "actions" }, this.load, button("Cancel", cancel), this.progress)));
            }

            /** Reads the file and shows its definition. */
            async start() {
                const [name] = await Promise.all([proposedName(this.file.title), this.file.detect()]);
                if (!this.name.control.value) this.name.control.value = name;
                await this.#preview();
                this.heading.focus();
            }

            #option(label, key, control, { keeps, ...more } = {}) {
                const field = new Field(label, control, more);
                this.fields[key] = field;
                if (!keeps) control.addEventListener("change", () => this.#set(key, control.value));
                return field;
            }

            #set(key, value) {
                if (value) this.options[key] = value;
                else delete this.options[key];
                return this.#preview();
            }

            /** The notations of the whole file. */
            #format() {
                const choice = (label, key, options) => this.#option(label, key, select([["", "As found"], ...options], "")).node;
                const text = (label, key, placeholder) =>
                    this.#option(label, key, el("input", { placeholder, spellcheck: "false", autocomplete: "off" })).node;
                const named = keys => keys.map(key => [key, notations[key]]);
                return el("details", { class: "more" }, el("summary", {}, "Notation of the file"), el("div", { class: "grid" },
                    choice("Separator", "separator", [[",", "comma"], [";", "semicolon"], ["tab", "tab"], ["|", "vertical bar"]]),
                    choice("Decimal mark", "decimal", named(["point", "comma"])),
                    choice("Dates", "dates", named(["dmy", "mdy"])),
                    choice("Encoding", "encoding", [["utf-8", "UTF-8"], ["windows-1252", "Windows-1252"]]),
                    text("Time zone of local times", "zone", "UTC"),
                    text("Texts for no value", "null", "n/a,-")));
            }

            async #preview() {
                this.#running?.abort();
                this.#running = new AbortController();
                const { signal } = this.#running;
                this.load.disabled = true;
                say("Reading the file…");
                try {
                    const parameters = { name: this.#validName(), preview: "true", ...this.options };
                    const answer = await upload(this.file.part, this.file.type, parameters, { signal });
                    this.#clear();
                    this.#show(answer);
                    this.load.disabled = false;
                    say(`${counted(answer.inference.rows, "row")}, ${counted(answer.inference.columns.length, "column")}.`);
                } catch (error) {
                    this.#fail(error);
                }
            }

            /** The name, for the load to check; a preview works whatever the name. */
            #validName() {
                const name = this.name.control.value.trim();
                return /^[a-z][a-z0-9_]{0,62}$/.test(name) ? name : "preview";
            }

            #show({ definition, inference }) {
                const separators = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars" };
                const format = inference.format === "csv"
                    ? `CSV with ${separators[inference.separator] ?? "one column"}` : "One JSON object a line";
                const extent = this.file.isWhole ? counted(inference.rows, "row") : `the first ${counted(inference.rows, "row")}`;
                this.summary.textContent = `${format}, ${extent}. `
                    + (this.file.isWhole ? "" : "The load reads the whole file, and infers the types from all of its rows. ")
                    + "Types that are not right can be corrected before the load.";
                const row = (column, index) => {
                    const found = inference.columns[index];
                    const type = this.#option(`Type of ${found.header || column.name}`, `type.${column.name}`,
                        select(types, column.type, { "data-key": `type.${column.name}` }), { hidden: true });
                    const open = (found.options ?? []).map(option => option.split("="));
                    const notation = this.#notation(column, found, open);
                    const gap = found.missingLine ? `; no value in line ${found.missingLine}` : "";
                    return el("li", { class: open.length ? "open" : null },
                        el("div", { class: "name" }, column.label ?? column.name,
                            column.label ? el("span", { class: "quiet" }, column.name) : null),
                        type.node, notation ?? el("span", {}),
                        el("p", { class: "reason quiet" }, inControls(found.reason, this.labels) + gap));
                };
                this.labels = new Map(inference.columns.map((found, index) => {
                    const { name } = definition.columns[index];
                    return [name, found.header || name];
                }));
                const key = this.columns.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
                const times = definition.columns.filter(column => isTime(column.type)).map(column => column.name);
                const found = definition.timeColumn ? `As found: ${definition.timeColumn}` : "None";
                const time = this.#option("Time column", "timeColumn",
                    select([["", found], ...times], this.options.timeColumn ?? "", { "data-key": "time" }));
                this.columns.replaceChildren(
                    el("h3", {}, "Columns"), el("ol", { class: "columns" }, definition.columns.map(row)), time.node);
                this.#reveal([...this.columns.querySelectorAll(".reason")].map(node => node.textContent));
                if (key) this.columns.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
            }

            /** The menu of the notations of a column: those that the file leaves open, or that its type has. */
            #notation(column, found, open) {
                const offered = new Map(open.map(([key, value]) => [value, key]));
                if (!open.length) {
                    const kind = isTime(column.type) ? "dates" : "decimal";
                    const values = isTime(column.type) ? ["dmy", "mdy"] : isNumber(column.type) ? ["point", "comma"] : [];
                    for (const value of values) offered.set(value, `${kind}.${column.name}`);
                }
                for (const kind of ["dates", "decimal"]) {
                    const value = this.options[`${kind}.${column.name}`];
                    if (value && !offered.has(value)) offered.set(value, `${kind}.${column.name}`);
                }
                if (!offered.size) return null;
                const keys = [...new Set(offered.values())];
                const current = keys.map(key => this.options[key]).find(Boolean) ?? "";
                const options = [...offered.keys()].map(value => [value, notations[value] ?? value]);
                const control = select([["", open.length ? "Open: choose" : "As found"], ...options], current, {
                    "data-key": `notation.${column.name}`, onchange: event => {
                        for (const key of keys) delete this.options[key];
                        this.#set(offered.get(event.target.value) ?? keys[0], event.target.value);
                    },
                });
                const field = new Field(`Notation of ${found.header || column.name}`, control, { hidden: true });
                for (const key of keys) this.fields[key] = field;
                return field.node;
            }

            /** Opens the sections of the controls that texts name. */
            #reveal(texts) {
                for (const field of Object.values(this.fields)) {
                    if (texts.some(text => text.includes(`in "${field.label}"`))) reveal(field);
                }
            }

            #clear() {
                this.alert.replaceChildren();
                for (const field of Object.values(this.fields)) field.fail();
            }

            #fail(error) {
                if (error.name === "AbortError") return;
                if (!(error instanceof Problem)) throw error;
                this.#clear();
                const texts = [];
                const told = [];
                let first;
                for (const item of error.errors) {
                    const field = this.fields[item.parameter];
                    const line = item.line && !item.detail.includes("line") ? ` (line ${item.line})` : "";
                    if (field) {
                        // The field says already which option it is.
                        const text = item.detail.startsWith(`${item.parameter}: `)
                            ? item.detail.slice(item.parameter.length + 2) : item.detail;
                        const message = sentence(inControls(text, this.labels) + line);
                        field.fail(message);
                        told.push(message);
                        first ??= field;
                    } else {
                        texts.push(sentence(inControls(item.detail, this.labels) + line));
                    }
                }
                if (error.code === "dataset_exists") {
                    this.name.fail("A dataset has this name. Choose another one.");
                    first ??= this.name;
                } else if (!error.errors.length) {
                    texts.push(inControls(error.message, this.labels));
                }
                this.#reveal([...texts, ...told]);
                if (first) {
                    reveal(first);
                    first.control.focus();
                }
                if (texts.length) {
                    const lines = texts.map(text => el("p", {}, text));
                    this.alert.replaceChildren(el("strong", {}, "The file was not loaded"), ...lines);
                }
                this.load.disabled = false;
                say("The file was not loaded.");
            }

            async #load() {
                this.#running?.abort();
                this.#running = new AbortController();
                const name = this.name.control.value.trim();
                this.load.disabled = true;
                this.progress.hidden = false;
                this.progress.value = 0;
                let told = 0;
                const progress = part => {
                    this.progress.value = part;
                    // Once a quarter, so that screen readers are not flooded.
                    if (part < 1 && part < told + 0.25) return;
                    told = part;
                    say(part < 1 ? `${Math.round(part * 100)} % sent.` : "Sent; the server writes the rows…");
                };
                say("Loading…");
                try {
                    const answer = await upload(
                        this.file.blob, this.file.type, { name, ...this.options }, { progress, signal: this.#running.signal });
                    say(`${counted(answer.inserted, "row")} loaded.`);
                    this.loaded(answer.name);
                } catch (error) {
                    this.progress.hidden = true;
                    this.#fail(error);
                }
            }
        }

        """#)
}
