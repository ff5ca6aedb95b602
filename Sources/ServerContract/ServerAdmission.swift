import Basics

/// The settings that decide which clients a server admits, and the rule that decides whether it may start with them.
///
/// A server that other machines can reach needs a way to identify its clients, or the operator's explicit consent to admit every
/// client.
package struct ServerAdmission: Hashable, Sendable {
    /// The address to listen on.
    package var host: String
    /// The rights of clients without credentials; `nil` if they are not set.
    package var anonymous: AnonymousAccess?
    /// A Boolean value that indicates whether the server can identify clients, by an administrator's key or by
    /// tokens of an identity provider.
    package var identifiesClients: Bool

    /// Creates the settings.
    package init(host: String, anonymous: AnonymousAccess?, identifiesClients: Bool) {
        self.host = host
        self.anonymous = anonymous
        self.identifiesClients = identifiesClients
    }

    /// Returns the rights of clients without credentials.
    ///
    /// - Throws: ``ServerStartError`` if the server must not start.
    package func anonymousAccess() throws(ServerStartError) -> AnonymousAccess {
        switch (anonymous, identifiesClients) {
        case (let anonymous?, true): return anonymous
        case (nil, true): return .none
        case (.some(.read), false): return .read
        case (.some(.all), false): return .all
        case (.some(.none), false):
            throw ServerStartError(
                "\(ServerVariable.anonymous.name) is \"none\" and there is no administrator's key, so every request would be "
                    + "refused: set " + Self.remedy)
        case (nil, false):
            if Loopback.contains(host) { return .all }
            throw ServerStartError(
                "refusing to listen on \(host): every machine that can reach it could read and write all data. Set "
                    + Self.remedy + ", or --host 127.0.0.1 (or \(ServerVariable.host.name))")
        }
    }

    private static let remedy =
        "\(ServerVariable.adminSecret.name) (or \(ServerVariable.adminSecretFile.name)) to the secret with the administrator's "
        + "key, or --anonymous read or --anonymous all (or \(ServerVariable.anonymous.name)) to admit every client"
}

/// The reason why a server refuses to start, with the remedy.
package struct ServerStartError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason as a sentence.
    package let description: String

    init(_ description: String) { self.description = description }
}
