import Basics

/// A file of the explorer: a module of its script, a style sheet or its icon.
///
/// The texts are constants of the program, so that the page needs no build step, no folder beside the binary and no other host.
package struct ExplorerAsset: Sendable, Hashable {
    /// The name in the page's paths.
    package let name: String
    /// The media type, for `Content-Type`.
    package let mediaType: String
    /// The content.
    package let text: String

    /// Creates a module of the script.
    init(script name: String, _ text: String) {
        self.init(name, "text/javascript; charset=utf-8", text)
    }

    /// Creates a style sheet.
    init(style name: String, _ text: String) {
        self.init(name, "text/css; charset=utf-8", text)
    }

    init(_ name: String, _ mediaType: String, _ text: String) {
        self.name = name
        self.mediaType = mediaType
        self.text = text
    }
}

extension ExplorerAsset {
    /// The modules of the script. The first one is the page's entry.
    package static let scripts = [
        app, dom, server, address, hints, fields, query, lookups, measures, filters, times, form, table, results,
        requests,
        saved,
        links, file, preview, home,
    ]
    /// The style sheets, in the order of the page.
    package static let styles = [page, controls]

    /// The icon of the page: a wave over a weir.
    package static let icon = ExplorerAsset(
        "icon.svg", "image/svg+xml",
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#003c9c"/>\
        <path d="M5 13c3.5-4 7-4 10.5 0s7 4 11.5 0" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/>\
        <path d="M8 24v-6M16 24v-6M24 24v-6" stroke="#9cc4ff" stroke-width="2.5" stroke-linecap="round"/></svg>

        """)

    /// All files.
    package static let all = scripts + styles + [icon]

    /// A hash of all files. It is a part of their paths, so that a browser may keep them for ever, and modules of two releases
    /// never meet in one page.
    package static let version: String = {
        var hash = FNV1a()
        for asset in all {
            hash.update(asset.name.utf8)
            hash.update([0])
            hash.update(asset.text.utf8)
            hash.update([0])
        }
        return hash.hexadecimal
    }()

    /// Returns the file with a name.
    package static func named(_ name: String) -> ExplorerAsset? { all.first { $0.name == name } }

    /// The path on the server.
    package var path: String { "/assets/\(Self.version)/\(name)" }
}
