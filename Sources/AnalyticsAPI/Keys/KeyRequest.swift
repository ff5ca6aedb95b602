import Basics
import Diagnostics
package import Models

/// A request for a new key.
package struct KeyRequest: Sendable, Hashable {
    /// The name for people.
    package var name: String
    /// The rights.
    package var policy: KeyPolicy
    /// The end of validity; `nil` for no end.
    package var expiresAt: Timestamp?

    /// Creates a request.
    package init(name: String, policy: KeyPolicy, expiresAt: Timestamp? = nil) {
        self.name = name
        self.policy = policy
        self.expiresAt = expiresAt
    }

    /// Reads `{name, scopes, datasets?, filters?, hiddenColumns?, expiresAt?}`.
    init(json: JSONValue) throws(APIError) {
        var reader = KeyPolicyReader()
        let known = ["name", "expiresAt"] + KeyPolicyReader.keys
        let example = #"{"name": "dashboard", "scopes": ["read"]}"#
        guard let object = JSONObject(json, at: "", known: known, example: example, items: &reader.items) else {
            throw reader.error
        }
        let name = reader.name(object)
        expiresAt = reader.instant(object, "expiresAt")
        policy = try reader.policy(object)
        guard let name else { throw reader.error }
        self.name = name
    }

    /// Reads the same document for the command line.
    ///
    /// - Throws: ``KeyRequestError``.
    package init(document: JSONValue) throws(KeyRequestError) {
        do throws(APIError) {
            try self.init(json: document)
        } catch {
            throw KeyRequestError(
                errors: error.items.map { item in
                    let place = item.pointer.map { $0.isEmpty ? "" : $0 + ": " } ?? ""
                    return place + item.detail + NearestName.hint(item.nearest)
                })
        }
    }
}

/// The mistakes in a request for a key.
package struct KeyRequestError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The mistakes, each with its JSON pointer.
    package let errors: [String]

    /// The mistakes, one a line.
    package var description: String { errors.joined(separator: "\n") }
}
