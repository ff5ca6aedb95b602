extension ExplorerAsset {
    /// A file of rows that a person gives the page.
    static let file = ExplorerAsset(
        script: "file.js",
        #"""
        import { askForKey, credential, hasKey, problem, Problem } from "./server.js";

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

        /** Returns the name of a dataset that the server proposes for a text, such as the name of a file. */
        export async function proposedName(text) {
            if (/^[a-z][a-z0-9_]{0,62}$/.test(text)) return text;
            try {
                // The server answers with the nearest name before it reads a body.
                await upload("", "text/csv", { name: text || "?", preview: "true" });
            } catch (error) {
                if (!(error instanceof Problem)) throw error;
                return error.errors.find(item => item.parameter === "name")?.nearest ?? "data";
            }
            return "data";
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
