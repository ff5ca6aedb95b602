/// A right to a kind of operation.
package enum AccessScope: String, Sendable, Hashable, CaseIterable {
    /// Reads and queries.
    case read
    /// Writes of rows.
    case ingest
    /// Creation, change and removal of datasets.
    case admin
}

/// The kind of operation that a route performs.
enum AccessAction: Sendable, Hashable {
    /// A health check, which needs no right and ignores credentials.
    case checkHealth
    /// A read of how to get a credential, which needs no right and ignores credentials.
    case readMetadata
    /// Discovery of the API, which needs no right. Credentials must still be valid.
    case discover
    /// A read or a query.
    case read
    /// A write of rows.
    case ingest
    /// A change of a dataset itself.
    case manage
    /// The administration of keys, also a list of them.
    case manageKeys
    /// A change of a saved query or of its links, also a list of the links. Administrators need no other scope for it.
    case save
    /// A read by the link in the path, which is the credential. Others are ignored.
    case openLink

    /// The scope that the action needs; `nil` for none.
    var scope: AccessScope? {
        switch self {
        case .checkHealth, .readMetadata, .discover, .openLink: nil
        case .read: .read
        case .ingest, .save: .ingest
        case .manage, .manageKeys: .admin
        }
    }

    /// Returns `true` if a client with these scopes may perform the action.
    func isPermitted(by scopes: Set<AccessScope>) -> Bool {
        guard let scope else { return true }
        return scopes.contains(scope) || (self == .save && scopes.contains(.admin))
    }

    /// A Boolean value that indicates whether every client performs the action without a credential.
    var ignoresCredentials: Bool { self == .checkHealth || self == .readMetadata }

    /// A Boolean value that indicates whether the action changes the store.
    var isWrite: Bool { self == .ingest || self == .manage || self == .manageKeys || self == .save }
}

/// The operations that anonymous clients may perform.
package enum AccessPolicy: String, Sendable, CaseIterable {
    /// None.
    case none
    /// Reads and queries only.
    case read
    /// All operations.
    case all

    /// The scopes of anonymous clients.
    package var scopes: Set<AccessScope> {
        switch self {
        case .none: []
        case .read: [.read]
        case .all: Set(AccessScope.allCases)
        }
    }
}
