extension ExplorerAsset {
    /// A file of rows that a person gives the page.
    static let file = ExplorerAsset(
        script: "file.js",
        #"""
        import { askForKey, credential, hasKey, problem, Problem, read } from "./server.js";

        /** The part of a large file that a preview reads, in bytes. */
        const sample = 4 * 1024 * 1024;

        /** A file with what the page knows of it. */
        export class RowFile {
            constructor(blob) {
                this.blob = blob;
                this.title = (blob.name ?? "").replace(/\.[^.]*$/, "");
                this.isWhole = blob.size <= sample;
            }

            /** Finds out the format by the beginning of the content, because names and media types of files vary. */
            async detect() {
                const start = (await this.blob.slice(0, 1024).text()).replace(/^\uFEFF/, "").trimStart();
                this.type = start.startsWith("{") ? "application/x-ndjson" : "text/csv";
                this.part = this.blob;
                if (this.isWhole) return;
                const bytes = new Uint8Array(await this.blob.slice(0, sample).arrayBuffer());
                const end = bytes.lastIndexOf(10);
                // Half a line would be a mistake in the file.
                this.part = end > 0 ? this.blob.slice(0, end + 1) : this.blob;
                this.isWhole = end <= 0;
            }
        }

        /** The number of characters that a name may have. */
        const longest = 63;

        /** Returns a name for a new dataset by a text, such as the name of a file. No dataset of the client has it. */
        export async function proposedName(text) {
            const [base, { datasets }] = await Promise.all([nameOf(text), ignoring(read("/v1/datasets"), { datasets: [] })]);
            const taken = new Set(datasets.map(dataset => dataset.name));
            const name = number => {
                const end = number === 1 ? "" : `_${number}`;
                return base.slice(0, longest - end.length) + end;
            };
            let number = 1;
            while (taken.has(name(number))) number += 1;
            return name(number);
        }

        /** Returns a text as a name. The server names a column with this header, by the rules for names of datasets. */
        async function nameOf(text) {
            if (/^[a-z][a-z0-9_]{0,62}$/.test(text)) return text;
            const row = JSON.stringify({ [text]: 1 });
            const preview = upload(row, "application/x-ndjson", { name: "preview", preview: "true" });
            const name = (await ignoring(preview, undefined))?.definition.columns[0].name;
            // A text without any letter or digit of a name has no name of its own.
            return name === undefined || name === "column_1" ? "data" : name;
        }

        /** Waits for an answer; one that the API refuses is replaced. */
        async function ignoring(answer, other) {
            try {
                return await answer;
            } catch (error) {
                if (!(error instanceof Problem)) throw error;
                return other;
            }
        }

        /** Sends a file; `progress` is called with the sent part, from 0 to 1. Returns the answer's JSON. */
        export async function upload(body, type, parameters, { progress = () => {}, signal } = {}) {
            for (;;) {
                try {
                    return await send(body, type, parameters, progress, signal);
                } catch (error) {
                    if (!(error instanceof Problem) || error.status !== 401) throw error;
                    await askForKey(hasKey() ? error.message : "Loading a file needs a key.");
                }
            }
        }

        /** With XMLHttpRequest, because fetch tells nothing about the progress of a body. */
        function send(body, type, parameters, progress, signal) {
            return new Promise((resolve, reject) => {
                const sending = new XMLHttpRequest();
                sending.open("POST", `/v1/datasets?${new URLSearchParams(parameters)}`);
                sending.setRequestHeader("content-type", type);
                for (const [name, value] of Object.entries(credential())) sending.setRequestHeader(name, value);
                sending.upload.onprogress = event => { if (event.lengthComputable) progress(event.loaded / event.total); };
                sending.onload = () => {
                    if (sending.status < 300) resolve(JSON.parse(sending.responseText));
                    else reject(problem(sending.status, sending.responseText));
                };
                sending.onerror = () => reject(new Problem(0, { detail: "The connection ended before the answer. Try again." }));
                const abort = () => { sending.abort(); reject(new DOMException("The upload was cancelled", "AbortError")); };
                signal?.addEventListener("abort", abort);
                sending.send(body);
            });
        }

        """#)
}
