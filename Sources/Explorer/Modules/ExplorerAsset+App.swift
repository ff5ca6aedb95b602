extension ExplorerAsset {
    /// The entry of the script: the page of a dataset, or the first page.
    static let app = ExplorerAsset(
        script: "app.js",
        #"""
        import { datasetOfPage, readAddress, writeAddress } from "./address.js";
        import { button, el, counted, say, statusLine } from "./dom.js";
        import { QueryForm } from "./form.js";
        import { showHome } from "./home.js";
        import { Results } from "./results.js";
        import { Problem, read, showSession } from "./server.js";
        import { ownZone } from "./times.js";

        const main = document.getElementById("main");

        /** The query that a new page shows: the server's overview, in the browser's time zone. */
        async function firstQuery(name) {
            const path = `/explore/${encodeURIComponent(name)}/overview`;
            const { query } = await read(path, { headers: { accept: "application/json" } });
            const zone = ownZone();
            return query.timeDimensions && zone !== "UTC" ? { ...query, timezone: zone } : query;
        }

        async function showDataset(name) {
            const dataset = await read(`/v1/datasets/${encodeURIComponent(name)}`);
            let state = readAddress();
            state.query ??= await firstQuery(name);

            const results = new Results(dataset, state, {
                changed: () => run(),
                sort: column => {
                    const { order } = form.model;
                    const direction = order.member === column && order.direction === "desc" ? "asc" : "desc";
                    Object.assign(order, { member: column, direction });
                    form.changed();
                },
            });
            const form = new QueryForm(dataset, state.query, () => run());
            const run = isFirst => {
                const { query, places } = form.query;
                writeAddress({ query, view: results.view, chart: results.chart }, isFirst);
                return results.run(query, places);
            };
            addEventListener("popstate", () => {
                state = readAddress();
                if (!state.query) return;
                form.show(state.query);
                results.restore(state);
                const { query, places } = form.query;
                results.run(query, places);
            });
            const rows = dataset.rowCount === undefined ? "" : `${counted(dataset.rowCount, "row")}, `;
            // On a narrow page the answer comes first in sight, so the form is folded.
            const isWide = matchMedia("(min-width: 60rem)").matches;
            const builder = el("details", { class: "builder", open: isWide }, el("summary", {}, "Query"), form.node);
            document.title = `${name} – Weir`;
            main.replaceChildren(
                el("div", { class: "title" },
                    el("p", { class: "up" }, el("a", { href: "/" }, "All datasets")), el("h1", {}, name),
                    el("p", { class: "quiet" }, rows + counted(dataset.columns.length, "column"))),
                el("div", { class: "split" }, builder, el("div", { class: "right" }, results.node, statusLine())));
            await run(true);
            watchWidth(results, () => run());
        }

        /** Draws the chart again once its place has another width. */
        function watchWidth(results, run) {
            let timer;
            new ResizeObserver(() => {
                if (results.view !== "chart" || !results.drawnWidth) return;
                if (Math.abs(results.body.clientWidth - results.drawnWidth) < 40) return;
                clearTimeout(timer);
                timer = setTimeout(run, 200);
            }).observe(results.body);
        }

        async function start() {
            showSession();
            const name = datasetOfPage();
            try {
                if (name === undefined) await showHome(main);
                else await showDataset(name);
            } catch (error) {
                if (!(error instanceof Problem)) throw error;
                main.replaceChildren(
                    el("h1", {}, error.status === 404 ? "There is no such dataset" : "The page cannot be shown"),
                    el("p", { role: "alert" }, error.message), statusLine(),
                    el("div", { class: "actions" }, button("Try again", start), el("a", { href: "/" }, "All datasets")));
                say("");
            }
        }

        start();

        """#)
}
