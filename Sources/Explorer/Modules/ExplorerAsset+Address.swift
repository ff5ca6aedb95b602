extension ExplorerAsset {
    /// The state of a view in the fragment of the page's address.
    static let address = ExplorerAsset(
        script: "address.js",
        #"""
        // The fragment never reaches the server or its log, and a link with it reproduces the view. It holds no key.

        /** Returns the view of the address: `{query?, view?, chart?, saved?}`. A query that is no JSON object is left out. */
        export function readAddress() {
            const parts = new URLSearchParams(location.hash.slice(1));
            let query;
            try {
                query = JSON.parse(parts.get("query") ?? "null");
            } catch { /* A damaged link shows the default view. */ }
            const isQuery = query && typeof query === "object" && !Array.isArray(query);
            return {
                query: isQuery ? query : undefined, view: parts.get("view") ?? "chart", chart: parts.get("chart") ?? "",
                saved: parts.get("saved") ?? undefined,
            };
        }

        /** Returns the fragment of a view. */
        export function fragment({ query, view, chart, saved }) {
            const parts = [`query=${encodeURIComponent(JSON.stringify(query))}`];
            if (view && view !== "chart") parts.push(`view=${view}`);
            if (chart) parts.push(`chart=${chart}`);
            if (saved) parts.push(`saved=${encodeURIComponent(saved)}`);
            return "#" + parts.join("&");
        }

        /** Writes a view into the address. The first one replaces the address, so that "back" leaves the page. */
        export function writeAddress(state, isFirst) {
            const next = fragment(state);
            if (next === location.hash) return;
            history[isFirst ? "replaceState" : "pushState"](null, "", next);
        }

        /** Returns the dataset of the page's path; `undefined` on the first page. */
        export function datasetOfPage() {
            const match = /^\/explore\/([^/]+)\/?$/.exec(location.pathname);
            return match ? decodeURIComponent(match[1]) : undefined;
        }

        /** Returns the address of a query's answer for other programs. */
        export function answerAddress(dataset, query, parameters = {}) {
            const all = new URLSearchParams({ query: JSON.stringify(query), ...parameters });
            // A "+" for a space is right for the server, and "%20" for every reader of addresses.
            return `${location.origin}/v1/datasets/${encodeURIComponent(dataset)}/query?${all.toString().replaceAll("+", "%20")}`;
        }

        """#)
}
