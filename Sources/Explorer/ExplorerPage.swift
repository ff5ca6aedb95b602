import Basics

/// A page of the explorer as HTML.
///
/// A page is complete without its script: the script replaces the content of `main` with the interactive explorer.
package struct ExplorerPage: Sendable {
    /// The policy of a page (Content Security Policy Level 3): only the server's own files, no inline script or style, no frame.
    /// Pictures may be blobs, because the script requests charts with the client's key.
    package static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob:", "connect-src 'self'",
        "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ].joined(separator: "; ")

    /// The title, as plain text.
    package var title: String
    /// The content of `main`, as HTML.
    package var content: HTMLText

    /// Creates a page.
    package init(title: String, content: HTMLText) {
        self.title = title
        self.content = content
    }

    /// The whole document.
    package var html: String {
        let styles = ExplorerAsset.styles.map { "<link rel=\"stylesheet\" href=\"\($0.path)\">" }
        let modules = ExplorerAsset.scripts.dropFirst().map { "<link rel=\"modulepreload\" href=\"\($0.path)\">" }
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(XMLText.attribute(title))</title>
            <link rel="icon" href="\(ExplorerAsset.icon.path)" type="image/svg+xml">
            \(styles.joined(separator: "\n"))
            \(modules.joined(separator: "\n"))
            <script type="module" src="\(ExplorerAsset.scripts[0].path)"></script>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the content</a>
            <header class="top"><a class="wordmark" href="/">Weir</a><div id="session" class="session"></div></header>
            <main id="main" tabindex="-1">
            \(content.markup)
            </main>
            </body>
            </html>

            """
    }
}
