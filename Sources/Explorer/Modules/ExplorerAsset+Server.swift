extension ExplorerAsset {
    /// Requests to the API, with the key of this tab.
    static let server = ExplorerAsset(
        script: "server.js",
        #"""
        import { button, el, sentence } from "./dom.js";

        const storage = "weir-key";

        /** An error that the API answered with (RFC 9457), or a failed connection. */
        export class Problem extends Error {
            constructor(status, document) {
                super(sentence(document.detail ?? document.title ?? `The server answered with ${status}.`));
                this.status = status;
                this.code = document.code;
                this.errors = document.errors ?? [];
                this.requestId = document.requestId;
            }
        }

        /** A Boolean value that indicates whether requests carry a key. */
        export function hasKey() { return sessionStorage.getItem(storage) !== null; }

        /** The headers that identify the client. */
        export function credential() {
            const key = sessionStorage.getItem(storage);
            return key === null ? {} : { authorization: `Bearer ${key}` };
        }

        /** The cookies of requests: those of a load balancer's session, and none beside a key. */
        function cookies() { return hasKey() ? "omit" : "same-origin"; }

        /** Returns the problem of an answer. */
        export function problem(status, text) {
            let document = {};
            try { document = JSON.parse(text); } catch { /* Not from the API, but from a proxy. */ }
            return new Problem(status, document && typeof document === "object" ? document : {});
        }

        /** Sends a request. Where the server wants a key, asks for one and repeats the request. */
        export async function request(path, options = {}) {
            for (;;) {
                let answer;
                try {
                    answer = await fetch(path, {
                        ...options, credentials: cookies(), headers: { ...options.headers, ...credential() },
                    });
                } catch (error) {
                    if (error.name === "AbortError") throw error;
                    throw new Problem(0, { detail: session?.credential === "session"
                        ? "The server cannot be reached, or the session has ended. Load the page again to sign in."
                        : "The server cannot be reached. Check the connection, then try again." });
                }
                if (answer.ok) return answer;
                const failure = problem(answer.status, await answer.text());
                if (failure.status !== 401 || session?.credential === "session") throw failure;
                await askForKey(hasKey() ? failure.message : "This server answers requests with a key only.");
            }
        }

        /** Reads a JSON document. */
        export async function read(path, options) { return (await request(path, options)).json(); }

        /** Posts a query and returns the answer. */
        export function ask(dataset, query, parameters, signal) {
            return request(`/v1/datasets/${encodeURIComponent(dataset)}/query?${new URLSearchParams(parameters)}`, {
                method: "POST", signal, headers: { "content-type": "application/json" }, body: JSON.stringify(query),
            });
        }

        let asking;

        /** Opens the dialogue for a key; several requests that need one share it. */
        export function askForKey(reason) {
            asking ??= new Promise((resolve, reject) => {
                const input = el("input", {
                    id: "key", type: "password", autocomplete: "off", spellcheck: "false", required: true,
                    "aria-describedby": "key-reason key-note",
                });
                const close = () => { asking = undefined; dialog.remove(); };
                const cancel = () => { close(); reject(new Problem(401, { detail: reason, code: "unauthenticated" })); };
                const form = el("form", {
                    onsubmit: event => {
                        event.preventDefault();
                        sessionStorage.setItem(storage, input.value.trim());
                        close();
                        resolve();
                        showSession();
                    },
                },
                el("h2", {}, "A key, please"), el("p", { id: "key-reason" }, reason),
                el("label", { for: "key" }, "Key"), input,
                el("p", { id: "key-note", class: "quiet" },
                    "It stays in this tab until you close it, and goes to this server alone."),
                el("div", { class: "actions" }, el("button", { type: "submit", class: "primary" }, "Use the key"),
                    button("Cancel", cancel)));
                const dialog = el("dialog", { class: "dialog", "aria-label": "Key", oncancel: cancel }, form);
                document.body.append(dialog);
                dialog.showModal();
            });
            return asking;
        }

        let session = null;
        const listeners = [];

        /** Calls a function with the session as soon as the server has told it, and at each change. */
        export function onSession(listener) {
            listeners.push(listener);
            if (session) listener(session);
        }

        /** A Boolean value that indicates whether the identity has one of some rights; `false` before the server has told. */
        export function may(...scopes) { return scopes.some(scope => session?.scopes.includes(scope)); }

        /** What an identity may do, in words. */
        function rights(session) {
            const names = { read: "read", ingest: "add rows", admin: "manage datasets" };
            const may = session.scopes.map(scope => names[scope]).filter(Boolean);
            return may.length ? `may ${may.join(", ")}` : "may do nothing without a key";
        }

        /** Shows in the page's head which identity the server takes the client for. */
        export async function showSession() {
            const place = document.getElementById("session");
            const answer = await fetch("/v1/session", { credentials: cookies(), headers: credential() }).catch(() => null);
            session = answer?.ok ? await answer.json() : null;
            for (const listener of listeners) listener(session ?? { scopes: [] });
            const name = session ? (session.anonymous ? "Anonymous" : session.identity)
                : hasKey() ? "The key is not valid" : "The server cannot be reached";
            place.replaceChildren(
                el("span", { class: "identity" }, name, session ? el("span", { class: "quiet" }, ` ${rights(session)}`) : null),
                hasKey()
                    ? button("Forget the key", () => {
                        sessionStorage.removeItem(storage);
                        location.reload();
                    }, { class: "plain" })
                    // A load balancer that signs users in admits no key beside their session.
                    : session?.credential === "session" ? ""
                        : button("Use a key", () => askForKey("Requests of this tab will carry the key.")
                            .then(() => location.reload(), () => {}), { class: "plain" }));
            return session;
        }

        """#)
}
