extension ExplorerAsset {
    /// The first page: the datasets, and a place for files.
    static let home = ExplorerAsset(
        script: "home.js",
        #"""
        import { button, counted, el, say, statusLine } from "./dom.js";
        import { Preview } from "./preview.js";
        import { may, onSession, Problem, read } from "./server.js";

        /** Shows the first page. */
        export async function showHome(main) {
            const list = el("div", {}, el("p", { class: "quiet" }, "Reading the datasets…"));
            const place = el("div", {});
            const input = el("input", {
                type: "file", id: "file", class: "unseen", accept: ".csv,.tsv,.txt,.ndjson,.jsonl,text/csv",
            });
            const heading = el("h2", { id: "load", hidden: true }, "Load a file");
            const drop = el("div", { class: "drop", hidden: true },
                input, el("label", { for: "file", class: "choose" }, "Choose a file"),
                el("span", {}, " or drop one here: CSV, or a JSON object a line."));
            // A file makes a dataset, which an administrator alone may do.
            const canLoad = () => may("admin");
            const none = el("p", { class: "quiet" }, "There are none yet.");
            const offer = () => {
                if (place.childElementCount) return;
                drop.hidden = heading.hidden = !canLoad();
                none.textContent = canLoad() ? "There are none yet. A file makes one." : "There are none yet.";
            };
            const open = async blob => {
                if (!canLoad()) return;
                const preview = new Preview(blob, {
                    loaded: name => { location.assign(`/explore/${encodeURIComponent(name)}`); },
                    cancelled: () => {
                        drop.hidden = heading.hidden = false;
                        input.focus();
                    },
                });
                drop.hidden = heading.hidden = true;
                place.replaceChildren(preview.node);
                await preview.start();
            };
            input.addEventListener("change", () => {
                if (input.files.length) open(input.files[0]);
                input.value = "";
            });
            acceptFiles(drop, open);
            onSession(offer);
            main.replaceChildren(
                el("h1", {}, "Datasets"), list,
                el("section", { "aria-labelledby": "load" }, heading, drop, place, statusLine()));
            try {
                const { datasets } = await read("/v1/datasets");
                list.replaceChildren(datasets.length
                    ? el("ul", { class: "datasets" }, datasets.map(entry))
                    : none);
            } catch (error) {
                if (!(error instanceof Problem)) throw error;
                list.replaceChildren(el("p", { class: "alert" }, error.message), button("Try again", () => showHome(main)));
                say("The datasets cannot be listed.");
            }
        }

        function entry(dataset) {
            const rows = dataset.rowCount === undefined ? "" : `${counted(dataset.rowCount, "row")}, `;
            return el("li", {}, el("a", { href: `/explore/${encodeURIComponent(dataset.name)}` }, dataset.name),
                el("span", { class: "quiet" }, rows + counted(dataset.columns.length, "column")));
        }

        /** Takes a file that is dropped anywhere in the window, which would otherwise show it in place of the page. */
        function acceptFiles(drop, open) {
            let depth = 0;
            const mark = step => {
                depth = Math.max(0, depth + step);
                drop.classList.toggle("over", depth > 0);
            };
            addEventListener("dragenter", event => { event.preventDefault(); mark(1); });
            addEventListener("dragleave", () => mark(-1));
            addEventListener("dragover", event => event.preventDefault());
            addEventListener("drop", event => {
                event.preventDefault();
                mark(-depth);
                const file = event.dataTransfer?.files[0];
                if (file && !drop.hidden) open(file);
                else if (!drop.hidden) say("What was dropped is not a file.");
            });
        }

        """#)
}
