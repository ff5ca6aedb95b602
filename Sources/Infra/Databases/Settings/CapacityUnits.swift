/// A number of Aurora capacity units, each about 2 GiB of memory with the matching processor and network.
public struct CapacityUnits: Sendable, Hashable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
    CustomStringConvertible, TextReadable
{
    /// The number of units.
    public let units: Double

    /// Creates a number of units.
    public init(floatLiteral units: Double) {
        self.units = units
    }

    /// Creates a number of units.
    public init(integerLiteral units: Int) {
        self.units = Double(units)
    }

    /// The valid values from a number of units on ("Performance and scaling for Aurora Serverless v2").
    static func valid(from least: Double) -> ValidValues<CapacityUnits> {
        // Converted and not rounded: rounding takes the C mathematics library, which no user of this one links for it.
        let lowest = least == Double(Int(least)) ? String(Int(least)) : String(least)
        return ValidValues("\(lowest) to 256 capacity units in steps of 0.5") { capacity in
            (least...256).contains(capacity.units) && Double(Int(capacity.units * 2)) == capacity.units * 2
        }
    }

    /// The number with the unit.
    public var description: String { "\(units) capacity units" }

    /// The text form.
    package static let form = "a number of capacity units in steps of 0.5"

    /// Reads a number.
    package init?(text: String) {
        guard text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }), let units = Double(text) else { return nil }
        self.units = units
    }
}
