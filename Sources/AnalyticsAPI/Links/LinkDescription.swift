import Models
import Storage

/// A link as the owner of its saved query sees it, without the digest of its secret.
struct LinkDescription: Sendable {
    /// The public id.
    var id: String { record.id }
    /// The state; that of a link whose creator has no valid key any more is `revoked` or `expired`.
    let state: KeyDescription.State
    private let record: AccessKeyRecord
    private let target: LinkTarget
    private let restriction: DatasetRestriction
    private let expiresAt: Timestamp?

    /// Describes a record.
    ///
    /// - Parameter known: The record as a server evaluates it.
    init?(_ record: AccessKeyRecord, _ known: KnownKey, now: Timestamp) {
        guard let target = known.link else { return nil }
        self.record = record
        self.target = target
        restriction = known.identity?.restrictions[target.dataset] ?? .none
        expiresAt = known.expiresAt
        state = known.isRevoked ? .revoked : expiresAt.map { $0 <= now } ?? false ? .expired : .valid
    }

    /// Returns the link as a JSON object.
    ///
    /// - Parameter token: The token of a new link, which is shown once.
    func json(token: AccessKey? = nil) -> JSONValue {
        func text(_ key: String, _ text: String) -> JSONMember { JSONMember(key: key, value: .string(text)) }
        var members = [text("id", id), text("name", record.name)]
        if let token { members.append(text("url", "/s/" + token.reveal())) }
        members.append(text("state", state.rawValue))
        if !restriction.filters.isEmpty {
            members.append(JSONMember(key: "filters", value: .array(restriction.filters.map(\.json))))
        }
        if !restriction.hiddenColumns.isEmpty {
            let hidden = restriction.hiddenColumns.sorted().map { JSONValue.string($0.rawValue) }
            members.append(JSONMember(key: "hiddenColumns", value: .array(hidden)))
        }
        if !target.frameAncestors.isEmpty {
            let origins = target.frameAncestors.map { JSONValue.string($0) }
            members.append(JSONMember(key: "frameAncestors", value: .array(origins)))
        }
        let times = [
            ("createdAt", record.createdAt), ("expiresAt", expiresAt), ("revokedAt", record.revokedAt),
            ("lastUsedAt", record.lastUsedAt),
        ]
        for (key, time) in times {
            if let time { members.append(text(key, time.description)) }
        }
        members.append(text("createdBy", record.createdBy))
        return .object(members)
    }
}
