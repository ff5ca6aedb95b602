extension ExplorerAsset {
    /// A query for other programs: curl, Python and addresses.
    static let requests = ExplorerAsset(
        script: "requests.js",
        #"""
        import { answerAddress } from "./address.js";
        import { button, copy, el } from "./dom.js";
        import { hasKey } from "./server.js";

        /** Returns a text as one word of a POSIX shell. */
        export function quoted(text) { return `'${text.replaceAll("'", "'\\''")}'`; }

        /** Returns the command line of a query. */
        export function curlOf(dataset, query) {
            const lines = [`curl -s ${quoted(`${location.origin}/v1/datasets/${dataset}/query`)}`];
            // In double quotes, so that the shell reads the key from the variable.
            if (hasKey()) lines.push("-H \"Authorization: Bearer $WEIR_KEY\"");
            lines.push("-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(query))}`);
            return lines.join(" \\\n  ");
        }

        /** Returns a program of Python's standard library for a query. JSON texts are also texts of Python. */
        export function pythonOf(dataset, query) {
            const key = hasKey();
            return [
                "import json",
                ...(key ? ["import os"] : []),
                "import urllib.request",
                "",
                `query = json.loads(${JSON.stringify(JSON.stringify(query))})`,
                "request = urllib.request.Request(",
                `    ${JSON.stringify(`${location.origin}/v1/datasets/${dataset}/query`)},`,
                "    data=json.dumps(query).encode(),",
                "    headers={",
                "        \"Content-Type\": \"application/json\",",
                ...(key ? ["        \"Authorization\": \"Bearer \" + os.environ[\"WEIR_KEY\"],"] : []),
                "    },",
                ")",
                "with urllib.request.urlopen(request) as answer:",
                "    for row in json.load(answer)[\"data\"]:",
                "        print(row)",
            ].join("\n");
        }

        /** Returns the query in the forms that other programs need. Without a kind of chart, the picture's is the fitting one. */
        export function requestPanel(dataset, query, chart) {
            const block = (title, text, note) => el("section", { class: "request" },
                el("div", { class: "line" }, el("h3", {}, title),
                    button("Copy", event => copy(text, event.target), { "aria-label": `Copy: ${title}` })),
                note ? el("p", { class: "quiet" }, note) : null,
                el("pre", { class: "code", tabindex: "0", role: "region", "aria-label": title }, el("code", {}, text)));
            return el("div", { class: "requests" },
                hasKey() ? el("p", {}, "The key of this tab is in none of these. Programs read it from the variable WEIR_KEY, "
                    + "and send it in the header Authorization.") : null,
                block("curl", curlOf(dataset, query)),
                block("Python", pythonOf(dataset, query)),
                block("Address of the CSV", answerAddress(dataset, query, { format: "csv" }),
                    "For spreadsheets, and for Grafana's Infinity data source with the type CSV."),
                block("Address of the JSON", answerAddress(dataset, query),
                    "For Grafana's Infinity data source; the rows are under \"data\"."),
                block("Address of the picture", answerAddress(dataset, query, { format: "svg", ...(chart ? { chart } : {}) }),
                    "For an <img> in a page, a README or a report."));
        }

        """#)
}
