extension ExplorerAsset {
    /// The look of the page: colours, text, layout and tables.
    static let page = ExplorerAsset(
        style: "page.css",
        #"""
        :root {
            color-scheme: light dark;
            --paper: #ffffff; --ink: #1f2328; --quiet: #57606a; --line: #dde2e7; --edge: #848d97; --wash: #f6f7f9;
            --accent: #003c9c; --on-accent: #ffffff; --bad: #a40e26; --bad-wash: #fdf1f2;
            --text: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", sans-serif;
            --code: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
        }
        @media (prefers-color-scheme: dark) {
            :root {
                --paper: #15181c; --ink: #e6edf3; --quiet: #9da7b3; --line: #2b3138; --edge: #7d8590; --wash: #1c2127;
                --accent: #7fb4ff; --on-accent: #0b1526; --bad: #ff9aa2; --bad-wash: #2b1a1d;
            }
        }
        * { box-sizing: border-box; }
        html { font: 100%/1.5 var(--text); color: var(--ink); background: var(--paper); -webkit-text-size-adjust: 100%; }
        body { margin: 0; min-height: 100vh; overflow-wrap: anywhere; }
        main { max-width: 88rem; margin: 0 auto; padding: 0 1.25rem 4rem; }
        main:focus { outline: none; }
        h1, h2, h3 { line-height: 1.25; margin: 0; text-wrap: balance; }
        h1 { font-size: 1.75rem; font-weight: 650; letter-spacing: -0.015em; }
        h2 { font-size: 1.125rem; font-weight: 600; }
        h3 { font-size: 0.875rem; font-weight: 600; }
        p { margin: 0.5rem 0; }
        a { color: var(--accent); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
        a:hover { text-decoration-thickness: 2px; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
        [hidden] { display: none !important; }
        .quiet, .hint, .status { color: var(--quiet); font-size: 0.875rem; }
        .unseen {
            position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden; clip-path: inset(50%);
            white-space: nowrap;
        }
        .skip { position: absolute; left: -100rem; background: var(--paper); padding: 0.5rem 1rem; z-index: 2; }
        .skip:focus { left: 0.5rem; top: 0.5rem; }

        .top {
            max-width: 88rem; margin: 0 auto; padding: 0.9rem 1.25rem; display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem;
            align-items: baseline; justify-content: space-between;
        }
        .wordmark { font-weight: 700; letter-spacing: -0.02em; font-size: 1.125rem; color: var(--ink); text-decoration: none; }
        .wordmark:hover { text-decoration: underline; }
        .session { display: flex; flex-wrap: wrap; gap: 0 0.9rem; align-items: baseline; font-size: 0.875rem; }
        .up { font-size: 0.875rem; margin: 0 0 0.1rem; }
        main > h1 { margin: 1.5rem 0 0.75rem; }
        main > section { margin-top: 2.5rem; }
        .title { margin: 1.25rem 0 1.5rem; }
        .title > p.quiet { margin: 0.1rem 0 0; }

        .datasets { list-style: none; margin: 0 0 1rem; padding: 0; border-top: 1px solid var(--line); max-width: 44rem; }
        .datasets li {
            display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; align-items: baseline;
            padding: 0.65rem 0; border-bottom: 1px solid var(--line);
        }
        .datasets a { font-weight: 550; }

        .split { display: grid; gap: 1.5rem; }
        .right { min-width: 0; }
        @media (min-width: 60rem) {
            .split { grid-template-columns: 21rem minmax(0, 1fr); gap: 3rem; align-items: start; }
            .builder > summary { display: none; }
        }
        .head { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; justify-content: space-between; align-items: center; }
        .panel { padding-top: 1.25rem; min-height: 18rem; }
        .panel:focus-visible { outline-offset: 4px; }
        .answer[aria-busy="true"] .panel { opacity: 0.55; transition: opacity 0.2s 0.3s; }
        .panel.stale .chart { opacity: 0.35; }
        .panel[inert] > :not(figure) { opacity: 0.5; }
        figure { margin: 0; }
        .chart { display: block; max-width: 100%; height: auto; }
        .below {
            display: flex; flex-wrap: wrap; gap: 0.75rem 2rem; align-items: end; justify-content: space-between; margin-top: 1rem;
            font-size: 0.875rem;
        }
        .status { margin: 1rem 0 0; max-width: 60rem; min-height: 1.5em; }
        .alert:not(:empty) {
            border-left: 3px solid var(--bad); background: var(--bad-wash); padding: 0.65rem 1rem; margin: 1rem 0;
            max-width: 60rem;
        }
        .alert strong { color: var(--bad); font-weight: 600; }
        .alert p { margin: 0.25rem 0; }

        .scroll { overflow-x: auto; max-height: 34rem; overflow-y: auto; border: 1px solid var(--line); border-radius: 4px; }
        table {
            border-collapse: collapse; width: 100%; font-size: 0.875rem; font-variant-numeric: tabular-nums;
            overflow-wrap: normal;
        }
        caption { text-align: left; color: var(--quiet); padding: 0.5rem 0.75rem 0.25rem; position: sticky; left: 0; }
        th, td { text-align: left; padding: 0.4rem 0.75rem; vertical-align: top; max-width: 28rem; min-width: 4rem; }
        td.text { overflow-wrap: break-word; }
        th, td.time { white-space: nowrap; }
        thead th {
            position: sticky; top: 0; background: var(--paper); box-shadow: 0 1px 0 var(--line); font-weight: 600; z-index: 1;
        }
        tbody tr + tr > * { border-top: 1px solid var(--line); }
        tbody tr:hover > * { background: var(--wash); }
        th.number, td.number { text-align: right; white-space: nowrap; }
        .null { color: var(--quiet); font-style: italic; }
        .plan { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.4rem 2rem; margin: 0 0 1rem; }
        .plan dt { color: var(--quiet); }
        .plan dd { margin: 0; }
        .requests { display: grid; gap: 1.5rem; }
        .request .line { justify-content: space-between; align-items: center; }
        pre { margin: 0.4rem 0 0; padding: 0.75rem 1rem; background: var(--wash); border-radius: 4px; overflow-x: auto; }
        .code { font: 0.8125rem/1.55 var(--code); }
        pre.code { white-space: pre-wrap; overflow-wrap: anywhere; }

        @media (max-width: 40rem) {
            .plan { grid-template-columns: 1fr; gap: 0; }
            .plan dd { margin-bottom: 0.6rem; }
            h1 { font-size: 1.5rem; }
        }
        @media (prefers-reduced-motion: reduce) {
            * { transition: none !important; animation: none !important; scroll-behavior: auto !important; }
        }

        """#)
}
