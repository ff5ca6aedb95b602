import Basics

/// A migration of a store's own tables. A released migration is never edited or reverted; a later one corrects its mistakes.
struct Migration: Sendable, Hashable {
    /// The position in the order, from 1 without gaps; the schema's level once the migration is applied.
    let number: Int
    /// The subject, in a few words.
    let name: String
    /// The SQL statements, which run in one transaction.
    let statements: [String]
    /// The lowest level that a program must know to serve a database to which this migration has been applied.
    ///
    /// The migration's own number if older programs cannot go on, for example because a column they read is gone. A lower number
    /// if the migration only adds objects that older programs ignore: the database can then be migrated while they still serve,
    /// and a rollback to them stays possible.
    let servableFrom: Int

    /// - Parameter servableFrom: The migration's own number by default.
    init(_ number: Int, _ name: String, servableFrom: Int? = nil, _ statements: [String]) {
        self.number = number
        self.name = name
        self.statements = statements
        self.servableFrom = servableFrom ?? number
    }

    /// A checksum that reveals an edited migration: 64-bit FNV-1a over number, name and statements (draft-eastlake-fnv, section
    /// 2), in hexadecimal. It guards against accidents, not against attackers.
    ///
    /// - Parameter schema: The quoted name of the schema in the statements, which differs between databases.
    func checksum(schema: String = "") -> String {
        var hash = FNV1a()
        for text in ["\(number)", name, "\(servableFrom)"] + statements {
            let neutral = schema.isEmpty ? text : text.replacing(schema, with: "schema")
            hash.update(neutral.utf8)
            // A byte that never occurs in UTF-8 marks the end of each text.
            hash.update([0xFF])
        }
        return hash.hexadecimal
    }
}

/// A database's record of an applied migration.
struct AppliedMigration: Sendable, Hashable {
    let number: Int
    let name: String
    let checksum: String
    let servableFrom: Int
}
