extension DatabaseInstanceClass {
    /// The memory of the families that RDS offers for PostgreSQL, in GiB ("DB instance classes"); nil for other families.
    package var memory: Int? {
        let parts = name.split(separator: ".")
        guard parts.count == 3, let family = parts[1].first else { return nil }
        switch parts[2] {
        case "micro" where family == "t": return 1
        case "small" where family == "t": return 2
        case "medium" where family == "t": return 4
        case "medium" where family == "m": return 4
        default: break
        }
        // GiB of "large": two vCPUs.
        let large: Int
        switch family {
        case "t", "m": large = 8
        case "c": large = 4
        case "r": large = 16
        default: return nil
        }
        switch parts[2] {
        case "large": return large
        case "xlarge": return large * 2
        default:
            guard let factor = Int(text: String(parts[2].dropLast(6))), parts[2].hasSuffix("xlarge") else { return nil }
            return large * 2 * factor
        }
    }

    /// The connections that an instance takes by default: `LEAST({DBInstanceClassMemory/9531392}, 5000)` ("Maximum number of
    /// database connections"), with a quarter of a GiB taken off for what RDS keeps to itself. Nil for unknown families.
    package var connectionLimit: Int? {
        memory.map { min(5000, ($0 * 1024 - 256) * 1_048_576 / 9_531_392) }
    }
}
