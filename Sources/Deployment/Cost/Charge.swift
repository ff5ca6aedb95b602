/// A charge for a resource before its price is known.
struct Charge: Sendable, Hashable {
    /// The price's key.
    let key: String
    /// The item in words.
    let item: String
    /// The number of units in a month; nil for a charge that depends on usage.
    let quantity: Double?

    /// A charge for every hour of the month.
    static func hourly(_ key: String, _ item: String, _ units: Double = 1) -> Charge {
        Charge(key: key, item: item, quantity: units * CostReport.hours)
    }

    /// A charge for a number of units in a month.
    static func monthly(_ key: String, _ item: String, _ units: Double = 1) -> Charge {
        Charge(key: key, item: item, quantity: units)
    }

    /// A charge that depends on usage.
    static func usage(_ key: String, _ item: String) -> Charge { Charge(key: key, item: item, quantity: nil) }
}
