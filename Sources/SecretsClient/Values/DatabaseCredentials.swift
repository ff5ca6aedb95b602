#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a secret of a database holds: who connects, and perhaps where.
///
/// The document is the one that Amazon RDS and its rotation functions write ("JSON structure of AWS Secrets Manager
/// database credential secrets", AWS Secrets Manager User Guide): `username` and `password`, and as far as they are known
/// `host`, `port`, `dbname` and `engine`. The port is a number or a text with a number. Other keys are ignored.
public struct DatabaseCredentials: Sendable, Equatable {
    /// Who connects.
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

    /// Reads the document.
    /// - Parameters:
    ///   - value: The secret's value.
    ///   - id: The secret's name, for the error; empty by default.
    /// - Throws: ``SecretError/Kind/malformed``, which names the key that is missing or wrong, and repeats nothing of the
    ///   document.
    public init(parsing value: SecretValue, id: String = "") throws(SecretError) {
        let document: Document
        do {
            var bytes = value.revealBytes()[...]
            // Some editors begin a file with a byte-order mark.
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
            document = try JSONDecoder().decode(Document.self, from: Data(bytes))
        } catch let flaw as Flaw {
            throw SecretError(.malformed, id: id, reason: flaw.reason)
        } catch {
            // The decoder's own words may repeat a part of the document.
            throw SecretError(.malformed, id: id, reason: Flaw.notAnObject.reason)
        }
        self = document.credentials
    }
}

/// What is wrong with a document, in words that do not repeat it.
private struct Flaw: Error {
    let reason: String

    static let notAnObject = Flaw(
        reason:
            #"the value is no JSON object, expected {"username": "…", "password": "…"} and perhaps host, port, dbname"#)

    static func missing(_ key: String) -> Flaw {
        Flaw(reason: #"the JSON object has no "\#(key)", expected at least "username" and "password""#)
    }

    static func wrong(_ key: String, expected: String) -> Flaw {
        Flaw(reason: #"the JSON object's "\#(key)" is not what it must be, expected \#(expected)"#)
    }
}

private struct Document: Decodable {
    let credentials: DatabaseCredentials

    private enum Key: String, CodingKey {
        case username, password, host, port, dbname, engine
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        guard let username = try Self.text(.username, in: container) else { throw Flaw.missing("username") }
        guard let password = try Self.text(.password, in: container) else { throw Flaw.missing("password") }
        credentials = DatabaseCredentials(
            username: username, password: try SecretValue(password), host: try Self.text(.host, in: container),
            port: try Self.port(in: container), database: try Self.text(.dbname, in: container),
            engine: try Self.text(.engine, in: container))
    }

    /// A text, or nil where there is none. A zero would end it early on its way through C.
    private static func text(_ key: Key, in container: KeyedDecodingContainer<Key>) throws -> String? {
        guard container.contains(key), try !container.decodeNil(forKey: key) else { return nil }
        guard let text = try? container.decode(String.self, forKey: key), !text.isEmpty, !text.utf8.contains(0) else {
            throw Flaw.wrong(key.rawValue, expected: "a text that is not empty and has no zero byte")
        }
        return text
    }

    private static func port(in container: KeyedDecodingContainer<Key>) throws -> Int? {
        guard container.contains(.port), try !container.decodeNil(forKey: .port) else { return nil }
        let number = try? container.decode(Int.self, forKey: .port)
        let text = try? container.decode(String.self, forKey: .port)
        guard let port = number ?? text.flatMap({ Int($0) }), (1...65_535).contains(port) else {
            throw Flaw.wrong("port", expected: "a number from 1 to 65535, or a text with one")
        }
        return port
    }
}
