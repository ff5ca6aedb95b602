extension ExplorerAsset {
    /// The look of controls: fields, buttons, tabs, the place for files and the dialogue.
    static let controls = ExplorerAsset(
        style: "controls.css",
        #"""
        button, input, select, textarea { font: inherit; color: inherit; }
        button {
            background: var(--paper); border: 1px solid var(--edge); border-radius: 4px; padding: 0.3rem 0.8rem; cursor: pointer;
            font-size: 0.875rem; min-height: 2rem;
        }
        button:hover:not(:disabled) { border-color: var(--ink); }
        button:disabled { opacity: 0.5; cursor: default; }
        button.primary {
            background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 550;
            padding-inline: 1.25rem;
        }
        button.primary:hover:not(:disabled) { border-color: var(--ink); }
        button.plain, button.add {
            border: 0; padding: 0; background: none; color: var(--accent); min-height: 1.75rem;
            text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 0.2em;
        }
        button.plain:hover, button.add:hover { text-decoration-thickness: 2px; }
        button.icon {
            border: 0; background: none; color: var(--quiet); padding: 0; width: 1.75rem; font-size: 1.125rem; line-height: 1;
            flex: none;
        }
        button.icon:hover { color: var(--bad); }
        button.sort { border: 0; padding: 0; background: none; font-weight: 600; min-height: 0; text-align: inherit; }
        button.sort:hover { text-decoration: underline; text-underline-offset: 0.2em; }

        input, select, textarea {
            width: 100%; min-width: 0; background: var(--paper); border: 1px solid var(--edge); border-radius: 4px;
            padding: 0.3rem 0.5rem; font-size: 0.875rem; min-height: 2rem;
        }
        textarea { resize: vertical; line-height: 1.45; }
        textarea.code { font: 0.8125rem/1.5 var(--code); }
        input::placeholder, textarea::placeholder { color: var(--quiet); opacity: 1; }
        input[type="checkbox"] { width: 1rem; min-height: 0; height: 1rem; margin: 0; accent-color: var(--accent); flex: none; }
        [aria-invalid="true"] { border-color: var(--bad); outline: 1px solid var(--bad); }
        input.short { width: 3.5rem; }
        label { font-size: 0.8125rem; color: var(--quiet); }
        .field { display: grid; gap: 0.15rem; min-width: 0; align-content: start; }
        .hint { margin: 0.1rem 0 0; font-size: 0.8125rem; }
        .error { margin: 0.1rem 0 0; font-size: 0.8125rem; color: var(--bad); }
        .check { display: flex; gap: 0.5rem; align-items: center; grid-column: 1 / -1; color: var(--ink); font-size: 0.875rem; }
        .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 0.6rem; }
        .line { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: start; }
        .line > .field { flex: 1 1 7rem; }
        .line > .field:has(.short) { flex: 0 0 auto; }
        .line > .field.wide { flex-basis: 14rem; }
        .actions { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; }

        fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
        .row { padding: 0.25rem 2.1rem 0.25rem 0; position: relative; }
        .row .row { padding-top: 0.4rem; }
        .query section { padding: 0 0 1.1rem; }
        .query h2 { margin-bottom: 0.35rem; font-size: 0.875rem; }
        .query section + section { border-top: 1px solid var(--line); padding-top: 0.9rem; }
        .query > .actions { padding-bottom: 0.75rem; }
        .row > .line > button.icon, .row.line > button.icon { position: absolute; top: 0.3rem; right: 0; }
        .row .row > .line > button.icon { top: 0.45rem; }
        .row .field:has(> label:not(.unseen)) {
            grid-template-columns: auto minmax(0, 1fr); align-items: center; column-gap: 0.4rem;
        }
        .row .field .error { grid-column: 1 / -1; }
        details.more { margin: 0.15rem 0; font-size: 0.875rem; }
        details.more > summary {
            color: var(--quiet); cursor: pointer; width: fit-content; font-size: 0.8125rem; padding: 0.15rem 0;
        }
        details.more > summary:hover { color: var(--ink); }
        details.more[open] { padding-bottom: 0.4rem; }
        details.more > .grid { padding-top: 0.4rem; }
        .row details.more > * + * { margin-left: 0.9rem; }
        .builder > summary {
            cursor: pointer; font-weight: 600; padding: 0.6rem 0; border-block: 1px solid var(--line);
        }
        .builder[open] > summary { margin-bottom: 0.9rem; }

        .tabs { display: flex; gap: 1.25rem; border-bottom: 1px solid var(--line); margin-top: 0.75rem; }
        .tabs button {
            border: 0; border-bottom: 2px solid transparent; border-radius: 0; padding: 0.4rem 0; margin-bottom: -1px;
            background: none; color: var(--quiet);
        }
        .tabs button:hover { color: var(--ink); }
        .tabs button[aria-selected="true"] { color: var(--ink); border-bottom-color: var(--accent); font-weight: 600; }

        .drop {
            border: 1px dashed var(--edge); border-radius: 6px; padding: 2.25rem 1.25rem; margin-top: 0.75rem; text-align: center;
            max-width: 44rem; color: var(--quiet); font-size: 0.875rem;
        }
        .drop.over { border-color: var(--accent); border-style: solid; background: var(--wash); }
        .choose {
            display: inline-block; cursor: pointer; border: 1px solid var(--edge); border-radius: 4px; padding: 0.3rem 0.8rem;
            color: var(--ink); font-size: 0.875rem;
        }
        .choose:hover { border-color: var(--ink); }
        input[type="file"]:focus-visible + .choose { outline: 2px solid var(--accent); outline-offset: 2px; }
        .preview { margin-top: 1rem; }
        .preview > h2 { width: fit-content; }
        .load { display: grid; grid-template-columns: minmax(0, 60rem); gap: 1rem; margin-top: 0.75rem; }
        .load > .field, .load > div > .field { max-width: 24rem; }
        .columns { list-style: none; margin: 0.35rem 0 1rem; padding: 0; border-top: 1px solid var(--line); }
        .columns > li {
            display: grid; grid-template-columns: minmax(8rem, 14rem) 9rem 11rem minmax(0, 1fr); gap: 0.3rem 1rem;
            align-items: start; padding: 0.6rem 0; border-bottom: 1px solid var(--line);
        }
        .columns > li.open { box-shadow: -0.9rem 0 0 var(--paper), -1.05rem 0 0 var(--accent); }
        .columns .name { font-weight: 550; padding-top: 0.25rem; }
        .columns .name > span { display: block; font: 0.75rem var(--code); }
        .columns .reason { margin: 0; padding-top: 0.3rem; }
        @media (max-width: 48rem) {
            .columns > li { grid-template-columns: 1fr 1fr; }
            .columns .name, .columns .reason { grid-column: 1 / -1; padding: 0; }
        }
        progress { width: 12rem; max-width: 100%; height: 0.5rem; accent-color: var(--accent); }

        .dialog {
            border: 1px solid var(--line); border-radius: 8px; background: var(--paper); color: var(--ink); padding: 1.5rem;
            width: min(28rem, calc(100vw - 2rem));
        }
        .dialog::backdrop { background: rgb(0 0 0 / 45%); }
        .dialog h2 { margin-bottom: 0.5rem; }
        .dialog .actions { margin-top: 1rem; }
        .dialog.wide { width: min(38rem, calc(100vw - 2rem)); }
        .dialog h3 { margin: 1.25rem 0 0.35rem; width: fit-content; }
        .stack { display: grid; gap: 0.75rem; margin-top: 0.75rem; }
        .made {
            display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.4rem 0.75rem; align-items: center;
            margin-top: 1rem;
        }
        .made > .field { grid-column: 1 / -1; }
        .made > a { font-size: 0.875rem; justify-self: end; }
        .made > button { justify-self: start; }
        input.code { font: 0.8125rem/1.5 var(--code); }
        .links, .kept ul { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
        .links li, .kept li {
            display: flex; gap: 0.25rem 0.75rem; align-items: center; justify-content: space-between; padding: 0.4rem 0;
            border-bottom: 1px solid var(--line); font-size: 0.875rem; min-width: 0;
        }
        .links li span, .kept li span { display: block; }
        .kept { border-top: 1px solid var(--line); margin-top: 0.5rem; }
        .kept > summary { cursor: pointer; font-weight: 600; font-size: 0.875rem; padding: 0.75rem 0; }
        .kept li { justify-content: flex-start; flex-wrap: wrap; }
        .kept li > button.plain { text-align: left; }
        .kept li > button[aria-current] { font-weight: 600; color: var(--ink); }
        .kept li > button.icon { margin-left: auto; }
        @media (pointer: coarse) {
            button, input, select { min-height: 2.5rem; }
            button.icon { width: 2.5rem; }
            .row { padding-right: 2.75rem; }
            .tabs button { padding-block: 0.6rem; }
        }

        """#)
}
