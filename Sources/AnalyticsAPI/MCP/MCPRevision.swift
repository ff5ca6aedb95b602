/// A revision of the Model Context Protocol.
enum MCPRevision: String, CaseIterable, Sendable {
    /// Every request is complete in itself.
    case stateless = "2026-07-28"
    case november2025 = "2025-11-25"
    case june2025 = "2025-06-18"
    case march2025 = "2025-03-26"

    /// The revisions that begin with the handshake `initialize`, the latest first.
    static let withHandshake = allCases.filter { $0 != .stateless }
}
