/// An output that may have a canary.
struct CanaryException: Sendable {
    let reason: String
    let kinds: Set<Canary.Kind>
    let allows: @Sendable (Canary, CanaryOutput) -> Bool

    /// All exceptions. A canary in another output is a leak.
    static let all: [CanaryException] = [
        CanaryException(
            reason: "an administrator reads all rows and columns", kinds: [.hiddenColumn, .foreignRow, .row]
        ) { $1.place == .answer && $1.client?.readsAllRows == true },
        CanaryException(
            reason: "pages for an administrator have its rows", kinds: [.hiddenColumn, .foreignRow, .row]
        ) { $1.place == .page && $1.client?.readsAllRows == true },
        CanaryException(
            reason: "a client gets back what it has just sent as data, and a mistake in it is quoted to it",
            kinds: [.row, .filter, .text]
        ) { [.answer, .problem, .page].contains($1.place) && $0.isIn($1.request) },
        CanaryException(
            reason: "the administrator's secret has no form by which it is found in a wrong place of a request",
            kinds: [.adminSecret]
        ) { [.answer, .problem, .page].contains($1.place) && $0.isIn($1.request) },
        CanaryException(
            reason: "a title, a name and an id of a call that are accepted are data",
            kinds: [.apiKey, .link, .viewToken, .token]
        ) { $1.place == .answer && $0.isIn($1.request) },
        CanaryException(
            reason: "the page of a link has addresses of its other formats, for the visitor who has the token",
            kinds: [.link]
        ) { $1.place == .page && $1.name.contains(" /s/") && $0.isIn($1.request) },
    ]
}

extension CanaryOutput.Client {
    /// A Boolean value that indicates whether the client has no restriction.
    fileprivate var readsAllRows: Bool { self == .administrator || self == .token || self == .balancer }
}
