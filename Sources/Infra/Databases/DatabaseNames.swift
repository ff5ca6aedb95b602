/// The names that RDS accepts for PostgreSQL.
enum DatabaseNames {
    /// The names of databases, without the engine's reserved words.
    static var databases: ValidValues<String> {
        ValidValues("letters, digits and underscores, a letter first, at most 63 characters, and no reserved name") {
            let reserved = ["database", "db", "postgres", "rdsadmin", "template0", "template1"]
            return isIdentifier($0) && !reserved.contains($0.lowercased())
        }
    }

    /// The names of users.
    static var users: ValidValues<String> {
        ValidValues("letters, digits and underscores, a letter first, at most 63 characters", contains: isIdentifier)
    }

    /// The identifiers and ARNs of snapshots.
    static var snapshots: ValidValues<String> {
        ValidValues("the identifier or ARN of a snapshot") { text in
            (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 32 && $0 < 127 }
        }
    }

    private static func isIdentifier(_ text: String) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (65...90).contains(byte) }
        guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 63 else { return false }
        return text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == 95 }
    }
}
