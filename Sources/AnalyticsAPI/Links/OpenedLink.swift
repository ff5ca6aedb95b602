import Basics
import Diagnostics
import HTTPTypes
import Hummingbird

/// The link that a request opens.
struct OpenedLink: Sendable {
    /// The format of the answer, which the path names after a dot.
    enum Format: String, Sendable, CaseIterable {
        case svg, csv, json
    }

    /// The client that everybody with the link is.
    let identity: Identity
    /// The saved query.
    let target: LinkTarget
    /// The token's text, for addresses within the page.
    let token: String
    /// The format; `nil` for the page.
    let format: Format?
    /// The text after the dot if it names no format.
    var unknownEnding: String?

    /// The parameters that mail programs and social networks add to the addresses in messages, besides those of `utm_`.
    private static let campaigns: Set<String> = [
        "fbclid", "gclid", "gbraid", "wbraid", "dclid", "msclkid", "yclid", "twclid", "ttclid", "li_fat_id", "igshid",
        "mc_cid", "mc_eid",
        "mkt_tok", "_hsenc", "_hsmi", "vero_id",
    ]

    /// Returns `true` for a parameter with which mail programs and social networks count the uses of a link.
    static func isCampaign(_ parameter: String) -> Bool {
        parameter.hasPrefix("utm_") || campaigns.contains(parameter)
    }

    /// Returns a path that can be told to others: the tokens of links and other credentials are left out.
    static func redacted(_ path: String) -> String {
        if path.hasPrefix("/s/") { return "/s/<redacted>" }
        // In another path by mistake.
        return CredentialText.redacted(path)
    }
}

extension KeyCatalogue {
    /// Returns the link that a request opens.
    ///
    /// - Throws: ``APIError`` with `link_not_found` for an unknown, expired or revoked link, whatever its ending; with
    ///   `unavailable` if the links cannot be read.
    func open(_ context: APIContext) async throws(APIError) -> OpenedLink {
        context.answer.add(LinkRoutes.headers)
        let sent = context.parameters.get("token") ?? ""
        let parts = sent.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let ending = parts.count > 1 ? String(parts[1]) : nil
        let format = ending.flatMap(OpenedLink.Format.init)
        let token = parts.first.map { String($0) } ?? ""
        let known: KnownKey?
        do throws(AuthenticatorError) {
            known = try await link(token)
        } catch {
            throw APIError(
                .unavailable, "the link cannot be checked: \(error). Try again later", headers: [.retryAfter: "5"])
        }
        guard let known, let target = known.link, let identity = known.identity else { throw .linkNotFound }
        return OpenedLink(
            identity: identity, target: target, token: token, format: format,
            unknownEnding: format == nil ? ending : nil)
    }
}

extension APIError {
    /// A link that works, with an ending that names no format.
    static func unknownEnding(_ sent: String) -> APIError {
        let ending = PercentEncoding.decode(sent) ?? sent
        let detail =
            "got a link with the ending \(("." + ending).quotedForMessage), expected no ending for the page, or .svg for the "
            + "picture, .csv or .json for the data"
        let nearest = NearestName.match(ending, among: OpenedLink.Format.allCases.map(\.rawValue))
        return APIError(
            .notFound, detail + NearestName.hint(nearest.map { "." + $0 }),
            items: [Item(code: "unknown_format", detail: detail, nearest: nearest)])
    }
}
