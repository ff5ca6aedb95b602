extension ExplorerAsset {
    /// The entry of the script: the page of a dataset, or the first page.
    static let app = ExplorerAsset(
        script: "app.js",
        #"""
        import { datasetOfPage, readAddress, writeAddress } from "./address.js";
        import { button, el, counted, say, statusLine } from "./dom.js";
        import { QueryForm } from "./form.js";
        import { showHome } from "./home.js";
        import { withLookups } from "./lookups.js";
        import { Results } from "./results.js";
        import { SavedQueries } from "./saved.js";
        import { onSession, Problem, read, showSession } from "./server.js";
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
            const dataset = await withLookups(await read(`/v1/datasets/${encodeURIComponent(name)}`));
            let state = readAddress();
            const saved = new SavedQueries(dataset, {
                current: () => ({ query: form.query.query, chart: results.chart }),
                opened: async document => {
                    show({ ...state, query: document.query, chart: document.chart?.kind ?? "", view: results.view });
                    saved.mark(document);
                    await run();
                },
                changed: () => {
                    results.entitle();
                    writeAddress(address());
                },
            });
            const first = state.saved ? await saved.open(state.saved) : undefined;
            if (!state.query && first) Object.assign(state, { query: first.query, chart: first.chart?.kind ?? "" });
            state.query ??= await firstQuery(name);

            const results = new Results(dataset, state, {
                changed: () => run(),
                title: () => saved.title,
                actions: saved.actions,
                sort: column => {
                    const { order } = form.model;
                    const direction = order.member === column && order.direction === "desc" ? "asc" : "desc";
                    Object.assign(order, { member: column, direction });
                    form.changed();
                },
            });
            const form = new QueryForm(dataset, state.query, change => run(change));
            const address = () => ({
                query: form.query.query, view: results.view, chart: results.chart, saved: saved.name,
            });
            const run = ({ isFirst, isShown, opens } = {}) => {
                const { query, places, gaps } = form.query;
                const isMarked = form.mark(gaps, opens) > 0;
                saved.hold(gaps.length > 0);
                if (gaps.length) return results.wait(isMarked);
                if (!isShown) writeAddress(address(), isFirst);
                return results.run(query, places);
            };
            const show = next => {
                form.show(next.query);
                results.restore(next);
            };
            /** Compares the page with the saved query as the form writes it, so that a changed one counts as changed. */
            const resume = document => {
                if (!document) return saved.mark(undefined);
                const next = { query: form.query.query, chart: results.chart, view: results.view };
                show({ query: document.query, chart: document.chart?.kind ?? "", view: results.view });
                saved.mark(document);
                show(next);
            };
            resume(first);
            addEventListener("popstate", async () => {
                state = readAddress();
                if (!state.query) return;
                show(state);
                if (state.saved !== saved.name) resume(state.saved ? await saved.open(state.saved) : undefined);
                run({ isShown: true });
            });
            onSession(() => saved.offer());
            const rows = dataset.rowCount === undefined ? "" : `${counted(dataset.rowCount, "row")}, `;
            // On a narrow page the answer comes first in sight, so the form is folded.
            const isWide = matchMedia("(min-width: 60rem)").matches;
            saved.node.open = isWide;
            const builder = el("details", { class: "builder", open: isWide }, el("summary", {}, "Query"), form.node);
            document.title = `${name} – Weir`;
            main.replaceChildren(
                el("div", { class: "title" },
                    el("p", { class: "up" }, el("a", { href: "/" }, "All datasets")), el("h1", {}, name),
                    el("p", { class: "quiet" }, rows + counted(dataset.columns.length, "column"))),
                el("div", { class: "split" },
                    el("div", {}, builder, saved.node), el("div", { class: "right" }, results.node, statusLine())));
            await Promise.all([run({ isFirst: true }), saved.load()]);
            watchWidth(results, () => run({ opens: true }));
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
