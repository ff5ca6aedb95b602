extension ExplorerAsset {
    /// Elements made from texts, and messages for screen readers.
    static let dom = ExplorerAsset(
        script: "dom.js",
        #"""
        // Elements are made from texts alone: nothing that the server or a file contains is ever parsed as HTML.

        /** Returns a new element. Properties: attributes, "on…" listeners, and "value" or "checked" of a control. */
        export function el(tag, properties = {}, ...children) {
            const node = document.createElement(tag);
            for (const [name, value] of Object.entries(properties)) {
                if (value === undefined || value === null || value === false) continue;
                if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
                else if (name === "value" || name === "checked") node[name] = value;
                else node.setAttribute(name, value === true ? "" : value);
            }
            node.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
            return node;
        }

        /** Returns a button that is not a form's default one. */
        export function button(text, onclick, properties = {}) {
            return el("button", { type: "button", onclick, ...properties }, text);
        }

        /** Returns a `select` with options, which are texts, pairs of value and text, or groups `{label, options}`. */
        export function select(options, value, properties = {}) {
            const make = option => {
                if (option.options) return el("optgroup", { label: option.label }, option.options.map(make));
                const [key, text] = Array.isArray(option) ? option : [option, option];
                return el("option", { value: key }, text);
            };
            const node = el("select", properties, options.map(make));
            node.value = value;
            return node;
        }

        /** Rebuilds the content of an element; the control with the same `data-key` keeps the focus. */
        export function rebuild(node, ...children) {
            const key = node.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
            node.replaceChildren(...children.flat().filter(Boolean));
            if (key) node.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
        }

        /** Opens a modal dialogue. `build` gets a function that closes it, and returns the content. The answer is the value that
         * the dialogue was closed with. */
        export function openDialog(label, build, properties = {}) {
            return new Promise(resolve => {
                let node;
                const close = value => {
                    // The browser gives the focus back to the control that opened the dialogue.
                    node.close();
                    node.remove();
                    resolve(value);
                };
                const oncancel = event => { event.preventDefault(); close(); };
                node = el("dialog", { class: "dialog", "aria-label": label, oncancel, ...properties }, build(close));
                document.body.append(node);
                node.showModal();
            });
        }

        const status = el("p", { role: "status", class: "status" });
        const silent = el("p", { role: "status", class: "unseen" });

        /** Returns the line that shows the state of the page, and that screen readers read out. */
        export function statusLine() { return status; }

        /** Shows a message in the status line. */
        export function say(text) { status.textContent = text; }

        /** Tells screen readers alone. */
        export function whisper(text) {
            if (!silent.isConnected) document.body.append(silent);
            silent.textContent = text;
        }

        /** Copies a text, and says so in the button that was pressed. */
        export async function copy(text, pressed) {
            const before = pressed.textContent;
            try {
                await navigator.clipboard.writeText(text);
                pressed.textContent = "Copied";
                whisper("Copied");
            } catch {
                pressed.textContent = "Select the text and copy it";
            }
            setTimeout(() => { pressed.textContent = before; }, 2000);
        }

        /** Returns a number with groups of digits: "12,345". Texts are numbers that no double holds. */
        export function grouped(number) {
            if (typeof number === "string") {
                const [whole, fraction] = number.split(".");
                return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",") + (fraction === undefined ? "" : `.${fraction}`);
            }
            return number.toLocaleString("en", { maximumFractionDigits: 0 });
        }

        /** Returns a text of the API as a sentence. */
        export function sentence(text) {
            return text.charAt(0).toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? "" : ".");
        }

        /** Returns a count with its noun. */
        export function counted(number, noun) { return `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`; }

        """#)
}
