extension ExplorerAsset {
    /// Labelled controls with a place for the API's errors.
    static let fields = ExplorerAsset(
        script: "fields.js",
        #"""
        import { el, sentence } from "./dom.js";
        import { inControls } from "./hints.js";

        let serial = 0;

        /** A control with a label, and a place for the error of the value. */
        export class Field {
            constructor(label, control, { hint, hidden, wide } = {}) {
                const id = `f${++serial}`;
                control.id = id;
                this.label = label;
                this.control = control;
                this.message = el("p", { class: "error", id: `${id}-error`, hidden: true });
                const note = hint ? el("p", { class: "hint", id: `${id}-hint` }, hint) : null;
                this.hint = note ? note.id : "";
                if (this.hint) control.setAttribute("aria-describedby", this.hint);
                this.node = el("div", { class: `field${wide ? " wide" : ""}` },
                    el("label", { for: id, class: hidden ? "unseen" : null }, label), control, note, this.message);
            }

            /** Shows an error beside the control; no text removes it. */
            fail(text) {
                this.message.textContent = text ?? "";
                this.message.hidden = !text;
                if (text) this.control.setAttribute("aria-invalid", "true");
                else this.control.removeAttribute("aria-invalid");
                const described = [this.hint, text ? this.message.id : ""].filter(Boolean).join(" ");
                if (described) this.control.setAttribute("aria-describedby", described);
                else this.control.removeAttribute("aria-describedby");
            }
        }

        /** The fields of the parts of a query, by their JSON pointers. */
        export class Places {
            #fields = new Map();

            set(pointer, field) { if (field) this.#fields.set(pointer, field); }

            /** Removes all errors. */
            clear() { for (const field of this.#fields.values()) field.fail(); }

            /** Returns the field of the longest known pointer that leads to a place. */
            find(pointer) {
                for (let path = pointer; path; path = path.slice(0, path.lastIndexOf("/"))) {
                    const field = this.#fields.get(path);
                    if (field?.node.isConnected) return field;
                }
                return undefined;
            }

            /** Shows the errors of a problem beside their fields; returns the texts of those without a field. */
            show(problem) {
                const left = [];
                const found = new Map();
                for (const error of problem.errors) {
                    const field = error.pointer ? this.find(error.pointer) : undefined;
                    const text = sentence(inControls(error.detail) + (error.nearest ? `; did you mean "${error.nearest}"?` : ""));
                    if (field) found.set(field, [...(found.get(field) ?? []), text]);
                    else left.push(text);
                }
                for (const [field, texts] of found) field.fail(texts.join(" "));
                if (!problem.errors.length) left.push(inControls(problem.message));
                const [first] = found.keys();
                if (first) reveal(first);
                return left;
            }
        }

        /** Opens the sections that a field is in. */
        export function reveal(field) {
            let node = field.node.closest("details");
            for (; node; node = node.parentElement.closest("details")) node.open = true;
        }

        """#)
}
