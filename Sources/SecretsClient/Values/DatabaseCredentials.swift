#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The credentials in a database's secret, with an optional address.
///
/// The format is that of Amazon RDS and its rotation functions ("JSON structure of AWS Secrets Manager database credential
/// secrets", AWS Secrets Manager User Guide): `username` and `password`, and optionally `host`, `port`, `dbname` and
/// `engine`. The port is a number or a string with a number. Other keys are ignored.
public struct DatabaseCredentials: Sendable, Equatable {
    /// The user's name.
    public let username: String
    /// The password.
    public let password: SecretValue
    /// The server's name or address.
    public let host: String?
    /// The server's port, 1 to 65535.
    public let port: Int?
    /// The database on the server.
    public let database: String?
    /// The kind of server, such as `postgres`.
    public let engine: String?

    /// Creates credentials from their parts.
    public init(
        username: String, password: SecretValue, host: String? = nil, port: Int? = nil, database: String? = nil,
        engine: String? = nil
    ) {
        self.username = username
        self.password = password
        self.host = host
        self.port = port
        self.database = database
        self.engine = engine
    }

    /// Parses a secret's value.
    /// - Parameters:
    ///   - value: The secret's value.
    ///   - id: The secret's name, for the error; empty by default.
    /// - Throws: ``SecretError/Kind/malformed`` with the missing or malformed key, without a part of the value.
    public init(parsing value: SecretValue, id: String = "") throws(SecretError) {
        let document: Document
        do {
            var bytes = value.revealBytes()[...]
            // Some editors write a byte order mark.
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
            document = try JSONDecoder().decode(Document.self, from: Data(bytes))
        } catch let error as DocumentError {
            throw SecretError(.malformed, id: id, reason: error.reason)
        } catch {
            // The decoder's own message may repeat a part of the document.
            throw SecretError(.malformed, id: id, reason: DocumentError.notAnObject.reason)
        }
        self = document.credentials
    }
}

/// An error in a document, with a message that does not repeat the document.
private struct DocumentError: Error {
    let reason: String

    static let notAnObject = DocumentError(
        reason:
            #"the value is not a JSON object; expected {"username": "…", "password": "…"} and optionally host, port, dbname"#
    )

    static func missing(_ key: String) -> DocumentError {
        DocumentError(reason: #"the JSON object has no "\#(key)"; expected at least "username" and "password""#)
    }

    static func wrong(_ key: String, expected: String) -> DocumentError {
        DocumentError(reason: #"the JSON object's "\#(key)" is malformed; expected \#(expected)"#)
    }
}

private struct Document: Decodable {
    let credentials: DatabaseCredentials

    private enum Key: String, CodingKey {
        case username, password, host, port, dbname, engine
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        guard let username = try Self.text(.username, in: container) else { throw DocumentError.missing("username") }
        guard let password = try Self.text(.password, in: container) else { throw DocumentError.missing("password") }
        credentials = DatabaseCredentials(
            username: username, password: try SecretValue(password), host: try Self.text(.host, in: container),
            port: try Self.port(in: container), database: try Self.text(.dbname, in: container),
            engine: try Self.text(.engine, in: container))
    }

    /// A string, or nil if the key is missing. A zero byte would truncate it in C.
    private static func text(_ key: Key, in container: KeyedDecodingContainer<Key>) throws -> String? {
        guard container.contains(key), try !container.decodeNil(forKey: key) else { return nil }
        guard let text = try? container.decode(String.self, forKey: key), !text.isEmpty, !text.utf8.contains(0) else {
            throw DocumentError.wrong(key.rawValue, expected: "a non-empty string without a zero byte")
        }
        return text
    }

    private static func port(in container: KeyedDecodingContainer<Key>) throws -> Int? {
        guard container.contains(.port), try !container.decodeNil(forKey: .port) else { return nil }
        let number = try? container.decode(Int.self, forKey: .port)
        let text = try? container.decode(String.self, forKey: .port)
        guard let port = number ?? text.flatMap({ Int($0) }), (1...65_535).contains(port) else {
            throw DocumentError.wrong("port", expected: "a number from 1 to 65535, or a string with one")
        }
        return port
    }
}
