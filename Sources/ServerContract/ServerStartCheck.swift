/// The check of a server's environment variables before a server is started with them.
///
/// A template knows some values only at deployment, so a variable can be set without a known text.
package struct ServerStartCheck: Sendable {
    /// The value of a variable.
    package enum Value: Hashable, Sendable {
        /// A text.
        case text(String)
        /// A text that is known only at deployment.
        case unresolved

        fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }
    }

    private let values: [String: Value]

    /// Creates the check.
    ///
    /// - Parameter values: The environment variables by name.
    package init(_ values: [String: Value]) { self.values = values }

    /// The reasons why the server would not start, with the remedies; empty if it would.
    package var problems: [String] {
        var found: [String] = []
        for (name, value) in values.sorted(by: { $0.key < $1.key }) where value == .text("") {
            found.append("\(name) is empty: set a value, or remove the variable")
        }
        let anonymous = word(.anonymous, AnonymousAccess.self, &found)
        _ = word(.migrate, MigrationMode.self, &found)
        let isAnonymousKnown = self[.anonymous] != .unresolved
        if found.isEmpty, isAnonymousKnown, self[.host] != .unresolved {
            let admission = ServerAdmission(
                host: self[.host]?.text ?? "127.0.0.1", anonymous: anonymous,
                identifiesClients: self[.adminSecret] != nil || self[.adminSecretFile] != nil
                    || values["IDENTITY"] != nil || values["IDENTITY_FILE"] != nil)
            do { _ = try admission.anonymousAccess() } catch { found.append(error.description) }
        }
        if let text = self[.importSources]?.text, !text.isEmpty, ImportPlace.list(text) == nil {
            found.append("\(ServerVariable.importSources.name): got another form, expected \(ImportPlace.expectedList)")
        }
        let authentication = word(.databaseAuthentication, DatabaseAuthentication.self, &found)
        return found + login(authentication)
    }

    private subscript(variable: ServerVariable) -> Value? { values[variable.name] }

    /// Reads one of a few words; `nil` if the variable is not set, and for another word, which is reported.
    private func word<Word: RawRepresentable<String> & CaseIterable>(
        _ variable: ServerVariable, _: Word.Type, _ found: inout [String]
    ) -> Word? {
        guard let text = self[variable]?.text, !text.isEmpty else { return nil }
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
        found.append("\(variable.name): got another word, expected one of \(words)")
        return nil
    }

    /// The problems of the database's login; none without a database.
    private func login(_ authentication: DatabaseAuthentication?) -> [String] {
        let secret = self[.databaseSecret]
        switch authentication {
        case .iam:
            var found: [String] = [ServerVariable.databaseHost, .databaseName, .databaseUser].compactMap { variable in
                if self[variable] != nil { return nil }
                return "\(ServerVariable.databaseAuthentication.name) is \"iam\": \(variable.name) is missing"
            }
            if secret != nil {
                found.append(
                    "\(ServerVariable.databaseAuthentication.name) is \"iam\", which needs no password: remove "
                        + ServerVariable.databaseSecret.name)
            }
            return found
        case .secret, nil:
            let isDatabase = authentication != nil || self[.databaseHost] != nil
            guard isDatabase, secret == nil, values["DB_SECRET_FILE"] == nil, self[.databaseUser] == nil else {
                return []
            }
            return [
                "the database's user is not set: set \(ServerVariable.databaseSecret.name) to a secret with user and password, or "
                    + "\(ServerVariable.databaseAuthentication.name) to \"iam\" and \(ServerVariable.databaseUser.name)"
            ]
        }
    }
}
