extension ExplorerAsset {
    /// The API's remedies in terms of the page's own controls.
    static let hints = ExplorerAsset(
        script: "hints.js",
        #"""
        const values = {
            dmy: "day first", mdy: "month first", point: "decimal point", comma: "decimal comma",
            "utf-8": "UTF-8", "windows-1252": "Windows-1252", epoch: "seconds since 1970",
            "epoch-ms": "milliseconds since 1970", "epoch-us": "microseconds since 1970",
            ",": "comma", ";": "semicolon", tab: "tab", "|": "vertical bar",
        };
        const controls = {
            separator: "Separator", decimal: "Decimal mark", dates: "Dates", encoding: "Encoding", null: "Texts for no value",
            zone: "Time zone of local times", timeColumn: "Time column", name: "Name of the dataset",
        };

        /** The control of an option of a file, such as "dates.due", as the page labels it. */
        function control(option, labels) {
            const [kind, ...rest] = option.split(".");
            const column = rest.join(".");
            if (!column) return controls[kind] ?? option;
            const label = labels.get(column) ?? column;
            if (kind === "type") return `Type of ${label}`;
            // A time zone belongs to the whole file here.
            return kind === "zone" ? controls.zone : `Notation of ${label}`;
        }

        /** Returns a text of the API with the page's controls in place of options: `state dates.due=dmy or dates.due=mdy` becomes
         * `choose day first or month first in "Notation of Due"`. */
        export function inControls(text, labels = new Map()) {
            const option = "\\b(?:separator|encoding|timeColumn|(?:dates|decimal|zone|type|null)(?:\\.\\w+)?)";
            // A text that stands for no value may have spaces; other values end with a word, before the marks of the sentence.
            const choice = `(?:\\bnull=.+?(?= or ${option}=|;|$)|${option}=\\S+?(?=[.;,:!?)]*(?:\\s|$)))`;
            const list = new RegExp(`(,? (?:may )?needs? |\\b(?:state|set|add) |)(${choice}(?: or ${choice})*)`, "g");
            return text
                .replace(list, (_, verb, all) => {
                    const places = new Map();
                    for (const choice of all.split(" or ")) {
                        const [name, value] = [choice.slice(0, choice.indexOf("=")), choice.slice(choice.indexOf("=") + 1)];
                        const place = control(name, labels);
                        places.set(place, [...(places.get(place) ?? []), values[value] ?? value]);
                    }
                    const remedies = [...places].map(([place, found]) => {
                        const isText = place === controls.null || place === controls.zone;
                        return `${isText ? "enter" : "choose"} ${found.join(" or ")} in "${place}"`;
                    });
                    return (/need/.test(verb) ? ": " : "") + remedies.join(" or ");
                })
                .replace(/stated by the option (\S+)/g, (_, name) => `chosen in "${control(name, labels)}"`)
                .replace(/state (decimal|dates|separator|encoding)\b(?!=)/g, (_, name) => `choose it in "${controls[name]}"`)
                .replace(/rename one with "as"/g, "give one another \"Name\"")
                .replace(/: add "as"/g, "; enter it in \"Name\"");
        }

        """#)
}
