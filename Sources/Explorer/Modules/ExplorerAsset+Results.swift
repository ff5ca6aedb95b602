extension ExplorerAsset {
    /// The answer of a query: chart, table, plan and requests.
    static let results = ExplorerAsset(
        script: "results.js",
        #"""
        import { answerAddress } from "./address.js";
        import { button, counted, copy, el, grouped, say, select } from "./dom.js";
        import { Field } from "./fields.js";
        import { titleOf } from "./query.js";
        import { requestPanel } from "./requests.js";
        import { ask, hasKey, Problem } from "./server.js";
        import { answerTable } from "./table.js";

        const views = { chart: "Chart", table: "Table", plan: "Plan", request: "Request" };
        const charts = [["", "Automatic"], ["line", "Lines"], ["area", "Areas"], ["bar", "Bars"], ["stackedBar", "Stacked bars"],
            ["number", "Numbers"]];

        /** The answer of a query in one of four views. `changed` is called after another view or kind of chart was chosen. */
        export class Results {
            #running;
            #picture;

            constructor(dataset, state, { changed, sort, title, actions: more }) {
                Object.assign(this, { dataset, changed, sort, named: title });
                this.view = views[state.view] ? state.view : "chart";
                this.chart = state.chart;
                this.title = el("h2", {});
                this.alert = el("div", { role: "alert", class: "alert" });
                this.body = el("div", { id: "panel", role: "tabpanel", tabindex: "0", class: "panel" });
                this.tabs = el("div", {
                    role: "tablist", "aria-label": "Views of the answer", class: "tabs", onkeydown: event => this.#move(event),
                }, Object.entries(views).map(([key, text]) => button(text, () => this.#choose(key), {
                    role: "tab", id: `tab-${key}`, "aria-controls": "panel",
                })));
                this.buttons = [button("Download CSV", () => this.#download()),
                    button("Copy address", event => copy(location.href, event.target))];
                const actions = el("div", { class: "actions" }, more, this.buttons);
                this.node = el("section", { class: "answer", "aria-label": "Answer" },
                    el("div", { class: "head" }, this.title, actions), this.tabs, this.alert, this.body);
                this.#mark();
            }

            /** Shows the views of another state. */
            restore(state) {
                this.view = views[state.view] ? state.view : "chart";
                this.chart = state.chart;
                this.#mark();
            }

            /** Shows the title of the saved query, or the query in words. */
            entitle() { this.title.textContent = this.named() ?? (this.query ? titleOf(this.query, this.dataset) : ""); }

            #mark() {
                for (const key of Object.keys(views)) {
                    const tab = this.tabs.querySelector(`#tab-${key}`);
                    tab.setAttribute("aria-selected", String(key === this.view));
                    tab.tabIndex = key === this.view ? 0 : -1;
                }
                this.body.setAttribute("aria-labelledby", `tab-${this.view}`);
            }

            #choose(view) {
                if (this.view === view) return;
                this.view = view;
                this.#mark();
                this.changed();
            }

            /** Arrow keys go from tab to tab (WAI-ARIA Authoring Practices, "Tabs"). */
            #move(event) {
                const keys = Object.keys(views);
                const steps = { ArrowRight: 1, ArrowLeft: -1 };
                const at = keys.indexOf(this.view);
                const next = { Home: keys[0], End: keys.at(-1) }[event.key]
                    ?? (event.key in steps ? keys[(at + steps[event.key] + keys.length) % keys.length] : undefined);
                if (!next) return;
                event.preventDefault();
                this.#choose(next);
                this.tabs.querySelector(`#tab-${next}`).focus();
            }

            /** Waits for the missing parts of a query. The last answer stays in sight, but cannot be used. */
            wait(isMarked) {
                this.#running?.abort();
                this.node.removeAttribute("aria-busy");
                this.#hold(true);
                const heading = "The query is incomplete";
                this.alert.replaceChildren(...(isMarked
                    ? [el("strong", {}, heading), el("p", {}, "It runs once the marked fields of the query have values.")] : []));
                this.#outdate();
                say(isMarked ? `${heading}.` : "The query runs once its new fields have values.");
            }

            #hold(isHeld) {
                for (const node of this.buttons) node.disabled = isHeld;
                this.body.inert = isHeld;
            }

            /** The last answer stays in sight while its query is corrected. */
            #outdate() {
                if (this.shown === this.view) this.body.classList.add("stale");
                else this.body.replaceChildren();
            }

            /** Asks the query and shows the answer; an earlier one that is still running is cancelled. */
            async run(query, places) {
                this.#running?.abort();
                this.#hold(false);
                this.#running = new AbortController();
                const { signal } = this.#running;
                this.query = query;
                this.entitle();
                this.node.setAttribute("aria-busy", "true");
                say("Running…");
                try {
                    const draw = { chart: () => this.#drawChart(signal), table: () => this.#drawTable(signal),
                        plan: () => this.#drawPlan(signal), request: () => this.#drawRequest() }[this.view];
                    const text = await draw();
                    if (signal.aborted) return;
                    places.clear();
                    this.alert.replaceChildren();
                    say(text);
                } catch (error) {
                    if (signal.aborted || error.name === "AbortError") return;
                    if (!(error instanceof Problem)) throw error;
                    places.clear();
                    this.#fail(error, places.show(error));
                } finally {
                    if (!signal.aborted) this.node.removeAttribute("aria-busy");
                }
            }

            #fail(problem, texts) {
                const isMistake = problem.status === 422 || problem.status === 400;
                const heading = isMistake ? "The query has a mistake" : "The request failed";
                const beside = problem.errors.length - texts.length;
                const lines = beside > 0 ? [...texts, "See the marked fields of the query."] : texts;
                this.alert.replaceChildren(el("strong", {}, heading), ...lines.map(text => el("p", {}, text)));
                const isKind = problem.errors.some(error => error.parameter === "chart" || error.code === "not_drawable");
                if (isKind && this.view === "chart") this.alert.append(button("Show the table", () => this.#choose("table")));
                this.#outdate();
                say(`${heading}.`);
            }

            #show(...children) {
                this.body.classList.remove("stale");
                this.shown = this.view;
                this.body.replaceChildren(...children);
            }

            async #drawChart(signal) {
                const width = Math.round(Math.min(Math.max(this.body.clientWidth || 640, 240), 2400));
                const parameters = { format: "svg", width, title: "", ...(this.chart ? { chart: this.chart } : {}) };
                const svg = await (await ask(this.dataset.name, this.query, parameters, signal)).text();
                if (signal.aborted) return "";
                const text = description(svg);
                // As an image, so that nothing of the picture can act in the page; its own style sheet has the dark colours.
                const image = el("img", { class: "chart", alt: text });
                const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
                image.src = address;
                await image.decode().catch(() => {});
                if (this.#picture) URL.revokeObjectURL(this.#picture);
                this.#picture = address;
                if (signal.aborted) return "";
                this.drawnWidth = width;
                const kind = new Field("Kind of chart", select(charts, this.chart, {
                    onchange: event => { this.chart = event.target.value; this.changed(); },
                }));
                this.#show(el("figure", {}, image), el("div", { class: "below" }, kind.node,
                    el("a", { href: address, download: `${this.dataset.name}.svg` }, "Download the picture")));
                return text;
            }

            async #drawTable(signal) {
                const parameters = { shape: "arrays", bigints: "string" };
                const answer = await (await ask(this.dataset.name, this.query, parameters, signal)).json();
                if (signal.aborted) return "";
                this.#show(answerTable(answer, this.query, this.dataset, name => this.sort(name)));
                const inexact = answer.meta.exact ? "" : " The last digits of some numbers are rounded.";
                const elapsed = grouped(Math.max(1, Math.round(answer.meta.elapsedMs)));
                return `${counted(answer.data.length, "group")} in ${elapsed} ms.${inexact}`;
            }

            async #drawPlan(signal) {
                const plan = await (await ask(this.dataset.name, this.query, { explain: "true" }, signal)).json();
                if (signal.aborted) return "";
                const rows = [["Source", plan.source === "raw" ? "the rows themselves" : plan.source]];
                if (plan.rowCount !== undefined) rows.push(["Rows of the dataset", grouped(plan.rowCount)]);
                for (const step of plan.reads ?? []) {
                    const parts = [step.index?.length ? `by the index of ${step.index.join(", ")}` : "every row"];
                    if (step.partitions !== undefined) parts.push(`in ${counted(step.partitions, "partition")}`);
                    if (step.estimatedRows !== undefined) parts.push(`about ${counted(step.estimatedRows, "row")}`);
                    rows.push(["Reads", parts.join(", ")]);
                }
                if (plan.estimatedGroups !== undefined) rows.push(["Groups, estimated", grouped(plan.estimatedGroups)]);
                rows.push(["Numbers", plan.exact ? "exact" : "rounded in the last digits"],
                    ["Groups in the server's memory", plan.holdsGroups ? "yes" : "no"]);
                const entries = rows.flatMap(([term, text]) => [el("dt", {}, term), el("dd", {}, text)]);
                this.#show(el("dl", { class: "plan" }, entries),
                    el("details", { class: "more" }, el("summary", {}, "As JSON"),
                        el("pre", { class: "code", tabindex: "0", role: "region", "aria-label": "Plan as JSON" },
                            JSON.stringify(plan, null, 2))));
                return "The plan of the query. It has not been run.";
            }

            async #drawRequest() {
                this.#show(requestPanel(this.dataset.name, this.query, this.chart));
                return "The query for other programs.";
            }

            /** Downloads all groups. With a key, the page fetches the file, because an address cannot carry a key. */
            async #download() {
                const link = el("a", { download: `${this.dataset.name}.csv` });
                const address = answerAddress(this.dataset.name, this.query, { format: "csv" });
                if (!hasKey() && address.length < 8000) {
                    link.href = address;
                    link.click();
                    return;
                }
                say("Fetching the CSV…");
                try {
                    const blob = await (await ask(this.dataset.name, this.query, { format: "csv" })).blob();
                    link.href = URL.createObjectURL(blob);
                    link.click();
                    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
                    say("The CSV is in your downloads.");
                } catch (error) {
                    if (!(error instanceof Problem)) throw error;
                    this.#fail(error, [error.message]);
                }
            }
        }

        /** The picture's description for screen readers. */
        function description(svg) {
            const text = /<desc[^>]*>([^<]*)<\/desc>/.exec(svg)?.[1] ?? "Chart";
            const names = { lt: "<", gt: ">", quot: "\"", amp: "&" };
            return text.replace(/&(lt|gt|quot|amp);/g, (_, name) => names[name]);
        }

        """#)
}
