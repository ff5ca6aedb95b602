import Basics
import Crypto
import HTTPTypes

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A page for visitors of a link as HTML: one document without script and external resources, light or dark as the visitor prefers.
struct LinkDocument: Sendable {
    /// The title, as plain text.
    let title: String
    /// The content of `body` below the page's head, as HTML.
    let content: String

    /// The whole document.
    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
        <title>\(XMLText.attribute(title))</title><style>\(Self.style)</style></head>
        <body>\(content)</body></html>

        """
    }

    /// The policy of a page: its own style sheet, which is permitted by its hash, and pictures that it contains (Content Security
    /// Policy Level 3).
    ///
    /// - Parameter ancestors: The origins whose pages may show the page in a frame.
    static func policy(frameAncestors ancestors: [String] = []) -> String {
        let digest = Data(SHA256.hash(data: Array(style.utf8))).base64EncodedString()
        return """
            default-src 'none'; img-src data:; style-src 'sha256-\(digest)'; base-uri 'none'; form-action 'none'; \
            frame-ancestors \(ancestors.isEmpty ? "'none'" : ancestors.joined(separator: " "))
            """
    }

    // The colours are those of charts and of the explorer.
    private static let style = """
        :root{color-scheme:light dark;--paper:#fff;--ink:#1f2328;--quiet:#57606a;--line:#dde2e7;--edge:#848d97;--accent:#003c9c}\
        @media(prefers-color-scheme:dark){:root{--paper:#15181c;--ink:#e6edf3;--quiet:#9da7b3;--line:#2b3138;--edge:#7d8590;\
        --accent:#7fb4ff}}\
        *{box-sizing:border-box}html{font:100%/1.5 ui-sans-serif,system-ui,-apple-system,Roboto,Arial,sans-serif;\
        color:var(--ink);background:var(--paper);-webkit-text-size-adjust:100%}\
        body{margin:0 auto;max-width:62rem;padding:2rem 1.25rem 3rem;overflow-wrap:anywhere}\
        h1{font-size:1.625rem;line-height:1.25;margin:0 0 .5rem;letter-spacing:-.01em;text-wrap:balance}\
        p{margin:.5rem 0}.lede{white-space:pre-line;max-width:45rem}figure{margin:1.25rem 0}\
        img{display:block;max-width:100%;height:auto}a{color:var(--accent);text-underline-offset:.2em}\
        :focus-visible{outline:2px solid var(--accent);outline-offset:2px}\
        .scroll{overflow:auto;max-height:36rem;border:1px solid var(--line);border-radius:4px}\
        table{border-collapse:collapse;width:100%;font-size:.875rem;overflow-wrap:normal;font-variant-numeric:tabular-nums}\
        caption{text-align:left;color:var(--quiet);padding:.5rem .75rem .25rem;position:sticky;left:0}\
        th,td{text-align:left;vertical-align:top;padding:.4rem .75rem;max-width:28rem}\
        thead th{position:sticky;top:0;background:var(--paper);box-shadow:0 1px 0 var(--line)}\
        tbody tr+tr>*{border-top:1px solid var(--line)}.n{text-align:right;white-space:nowrap}.t{white-space:nowrap}\
        .q,footer{color:var(--quiet)}footer{font-size:.875rem;margin-top:1rem}\
        .a{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;align-items:baseline;margin:1rem 0}\
        .b{border:1px solid var(--edge);border-radius:4px;padding:.35rem .9rem;text-decoration:none;color:var(--ink)}\
        .b:hover{border-color:var(--ink)}
        """
}
