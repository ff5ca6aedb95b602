/// One step in the life of a store's own tables. Once released it is never edited and never taken back: what it did wrong, a
/// later one puts right.
struct Migration: Sendable, Hashable {
    /// Its place in the order, from 1 without gaps; the schema's level once it has been applied.
    let number: Int
    /// What it is about, in a few words.
    let name: String
    /// What it does, in SQL; all in one transaction.
    let statements: [String]
    /// The lowest level that a program must know to serve on a database in which this has been applied.
    ///
    /// Its own number where older programs could not go on (they would read a column that is gone). A lower one for a step
    /// that only adds what older programs do not look at: then the database can be migrated while they still serve, and they
    /// can be rolled back to.
    let servableFrom: Int

    /// - Parameter servableFrom: The step's own number unless another is given.
    init(_ number: Int, _ name: String, servableFrom: Int? = nil, _ statements: [String]) {
        self.number = number
        self.name = name
        self.statements = statements
        self.servableFrom = servableFrom ?? number
    }

    /// Tells the step from an edited one: FNV-1a of 64 bits over number, name and statements (draft-eastlake-fnv, section 2),
    /// in hexadecimal. It guards against accidents; whoever may change the database needs no collision.
    ///
    /// - Parameter schema: The quoted name of the schema in the statements, which differs from one database to the next.
    func checksum(schema: String = "") -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in ["\(number)", name, "\(servableFrom)"] + statements {
            let neutral = schema.isEmpty ? text : text.replacing(schema, with: "schema")
            // What no UTF-8 has marks the end of each text.
            for byte in Array(neutral.utf8) + [0xFF] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// What a database says of a step that was applied to it.
struct AppliedMigration: Sendable, Hashable {
    let number: Int
    let name: String
    let checksum: String
    let servableFrom: Int
}
